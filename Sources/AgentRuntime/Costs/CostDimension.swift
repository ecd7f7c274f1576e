/// What costs can be counted by.
public enum CostDimension: String, Sendable, Hashable, Codable, CaseIterable {
    /// The model asked, `provider/name`.
    case model
    /// The provider of the model asked.
    case provider
    /// The model slot.
    case slot
    /// What the call was made for.
    case purpose
    /// The tool that made the call.
    case tool
    /// The extension that made the call.
    case `extension`
    /// The kind of task, as the router saw it.
    case task
    /// The tier the model was chosen for.
    case tier
    /// The conversation, by its id.
    case conversation
    /// The API key the request came with, by its name.
    case key
    /// A tag of the conversation. An entry with two tags counts under both, so these groups may add up to more than
    /// the total.
    case tag

    /// Other names under which a dimension may be asked for, those of OpenAI's organization API among them.
    private static let aliases: [String: CostDimension] = [
        "conversation_id": .conversation, "api_key_id": .key, "task_type": .task, "caller": .extension,
    ]

    /// Reads a dimension's name; strict, with the valid names in the error.
    ///
    /// - Throws: `CostQueryError.unknownDimension`.
    public init(named name: String) throws(CostQueryError) {
        guard let dimension = CostDimension(rawValue: name) ?? Self.aliases[name] else {
            throw CostQueryError(
                .unknownDimension,
                "costs cannot be counted by \"\(name)\": choose \(Self.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self = dimension
    }
}

/// How long the periods are that costs are reported for.
public enum CostPeriod: String, Sendable, Hashable, Codable, CaseIterable {
    /// A minute.
    case minute = "1m"
    /// An hour.
    case hour = "1h"
    /// A calendar day of the time zone.
    case day = "1d"
    /// A calendar month of the time zone.
    case month = "1mo"

    /// Reads `1m`, `1h`, `1d` or `1mo`.
    ///
    /// - Throws: `CostQueryError.unknownPeriod`.
    public init(named name: String) throws(CostQueryError) {
        guard let period = CostPeriod(rawValue: name) else {
            throw CostQueryError(
                .unknownPeriod,
                "\"\(name)\" is no width of a period: choose \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = period
    }
}
