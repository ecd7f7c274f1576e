/// What a budget counts.
public struct BudgetScope: Sendable, Hashable {
    /// The kinds of scopes.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Everything, for ever.
        case global
        /// A calendar month.
        case month
        /// A calendar day.
        case day
        /// One conversation, subordinates and background calls included.
        case conversation
        /// One message to its final answer, subordinates included.
        case run
        /// One API key of the HTTP server.
        case key
        /// The calls made on behalf of one tool.
        case tool
        /// The calls that carry a tag.
        case tag

        /// Whether a scope of this kind must say which one it is.
        public var needsName: Bool { self == .key || self == .tool || self == .tag }
        /// Whether a scope of this kind may say which one it is; without a name it stands for each of them.
        public var takesName: Bool { needsName || self == .conversation }
    }

    /// The kind.
    public let kind: Kind
    /// Which one, e.g. the tool's name; nil where there is only one, or for each conversation or run.
    public let name: String?

    /// Names are at most this many bytes long.
    public static let longestName = 200

    init(_ kind: Kind, _ name: String? = nil) {
        self.kind = kind
        self.name = name
    }

    /// Everything, for ever.
    public static let global = BudgetScope(.global)
    /// A calendar month.
    public static let month = BudgetScope(.month)
    /// A calendar day.
    public static let day = BudgetScope(.day)
    /// Each conversation that has no limit of its own.
    public static let eachConversation = BudgetScope(.conversation)
    /// Each message to its final answer.
    public static let eachRun = BudgetScope(.run)
    /// One conversation.
    public static func conversation(_ id: ConversationID) -> BudgetScope { BudgetScope(.conversation, id.text) }
    /// One API key, by its name (never the key itself).
    public static func key(_ name: String) -> BudgetScope { BudgetScope(.key, name) }
    /// The calls made on behalf of one tool.
    public static func tool(_ name: String) -> BudgetScope { BudgetScope(.tool, name) }
    /// The calls that carry a tag.
    public static func tag(_ name: String) -> BudgetScope { BudgetScope(.tag, name) }

    /// The scope whose limits count where this one has none of its own.
    var general: BudgetScope? { name != nil && !kind.needsName ? BudgetScope(kind) : nil }
}

extension BudgetScope: CustomStringConvertible {
    /// The scope as commands and wires spell it: `month`, `conversation:01J…`, `tool:shell`.
    public var description: String { name.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue }

    /// Reads a scope. Strict: nothing is guessed.
    ///
    /// - Throws: `BudgetError` that names the valid kinds, or says that a name is missing or too much.
    public init(parsing text: some StringProtocol) throws(BudgetError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let word = parts.first, let kind = Kind(rawValue: String(word)) else {
            let kinds = Kind.allCases.map { $0.needsName ? "\($0.rawValue):NAME" : $0.rawValue }
            throw BudgetError(
                .unknownScope,
                "\"\(text.prefix(60))\" is no scope: write \(kinds.joined(separator: ", ")) or conversation:ID.")
        }
        let name = parts.count > 1 ? String(parts[1]) : nil
        guard name != nil || !kind.needsName else {
            throw BudgetError(.unknownScope, "Say which \(kind.rawValue): write \(kind.rawValue):NAME.")
        }
        guard name == nil || kind.takesName else {
            throw BudgetError(.unknownScope, "\(kind.rawValue) takes no name: write \(kind.rawValue).")
        }
        if let name {
            let isName =
                !name.isEmpty && name.utf8.count <= BudgetScope.longestName
                && name.unicodeScalars.allSatisfy { $0.value > 0x20 && !(0x7F...0x9F).contains($0.value) }
            guard isName else {
                throw BudgetError(
                    .unknownScope,
                    "A \(kind.rawValue)'s name is 1 to \(BudgetScope.longestName) characters without white space.")
            }
        }
        self.init(kind, name)
    }
}

extension BudgetScope: Codable {
    /// Decodes the text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(BudgetError) {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
