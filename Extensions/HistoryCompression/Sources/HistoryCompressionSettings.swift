public import ExactJSON

/// The settings of history compression, under `extensions: {settings: {HistoryCompression: {…}}}`.
public struct HistoryCompressionSettings: Sendable, Hashable {
    /// The current topic's part of the target, 0…1.
    public var currentShare = 0.5
    /// The earlier topics' part.
    public var topicShare = 0.3
    /// The summaries' part.
    public var bulkShare = 0.2
    /// How far below its limit a history is brought, as a share of the limit.
    public var target = 0.8
    /// How many messages at the end stay as they are.
    public var keepRecent = 5
    /// How often a summary is expected to be sent: it is only asked for when that saves more than it costs.
    public var expectedCalls = 8
    /// How many images are sent, the newest ones.
    public var maxEmbeds = 10
    /// The context that is assumed of a model that says nothing of its own, in tokens.
    public var contextWindow = 128_000
    /// The most tokens a summary may have.
    public var summaryTokens = 400
    /// How long the utility model may take, in seconds.
    public var patience = 20

    /// The defaults.
    public init() {}

    /// Reads what the settings file says.
    ///
    /// - Throws: `HistoryCompressionProblem` for a key or a value that it does not take.
    public init(_ object: JSONObject) throws(HistoryCompressionProblem) {
        for member in object {
            let (key, value) = (member.key, member.value)
            switch key {
            case "current_share": currentShare = try Self.share(key, value)
            case "topic_share": topicShare = try Self.share(key, value)
            case "bulk_share": bulkShare = try Self.share(key, value)
            case "target": target = try Self.share(key, value)
            case "keep_recent": keepRecent = try Self.count(key, value)
            case "expected_calls": expectedCalls = try Self.count(key, value)
            case "max_embeds": maxEmbeds = try Self.count(key, value)
            case "context_window": contextWindow = try Self.count(key, value)
            case "summary_tokens": summaryTokens = try Self.count(key, value)
            case "patience": patience = try Self.count(key, value)
            default:
                throw HistoryCompressionProblem(
                    "\(key): it takes current_share, topic_share, bulk_share, target, keep_recent, expected_calls, "
                        + "max_embeds, context_window, summary_tokens and patience")
            }
        }
        guard currentShare + topicShare + bulkShare <= 1.000_001 else {
            throw HistoryCompressionProblem("current_share, topic_share and bulk_share are more than 1 together")
        }
    }

    private static func share(_ key: String, _ value: JSONValue) throws(HistoryCompressionProblem) -> Double {
        guard let number = value.doubleValue, number > 0, number <= 1 else {
            throw HistoryCompressionProblem("\(key): a share above 0, at most 1")
        }
        return number
    }

    private static func count(_ key: String, _ value: JSONValue) throws(HistoryCompressionProblem) -> Int {
        guard let number = value.intValue, number >= 0 else {
            throw HistoryCompressionProblem("\(key): a whole number, 0 or more")
        }
        return number
    }
}

/// A setting that cannot be used.
public struct HistoryCompressionProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which, and what it takes.
    public let description: String

    init(_ text: String) { description = "extensions.settings.HistoryCompression: \(text)" }
}
