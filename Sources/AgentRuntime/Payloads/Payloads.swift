public import ExactJSON

/// The runtime at its start and end.
public struct RuntimeState: Sendable, Hashable, Codable {
    /// The product's version.
    public var version: String

    /// Makes a state.
    public init(version: String) { self.version = version }
}

/// An agent or subordinate that was made.
public struct AgentState: Sendable, Hashable, Codable {
    /// 0 for the agent itself, 1 for its subordinate, and so on.
    public var depth: Int
    /// Its name in logs and prompts, `A0` for the agent itself.
    public var name: String

    /// Makes a state.
    public init(depth: Int) {
        self.depth = depth
        name = "A\(depth)"
    }
}

/// A conversation that was begun or resumed.
public struct ConversationState: Sendable, Hashable, Codable {
    /// The conversation.
    public var record: ConversationRecord
    /// Whether it has messages from before.
    public var isResumed: Bool

    /// Makes a state.
    public init(record: ConversationRecord, isResumed: Bool) {
        self.record = record
        self.isResumed = isResumed
    }
}

/// A piece of a streamed text.
public struct StreamChunk: Sendable, Hashable, Codable {
    /// The piece; what it is changed to is shown and stored. Empty holds it back.
    public var chunk: String
    /// The text shown so far, without this piece.
    public let full: String

    /// Makes a piece.
    public init(chunk: String, full: String) {
        self.chunk = chunk
        self.full = full
    }
}

/// A tool call whose arguments are read.
public struct ToolInvocation: Sendable, Hashable, Codable {
    /// The call's id.
    public let id: String
    /// The tool's name; changing it calls another tool.
    public var name: String
    /// The arguments; changing them changes what the tool gets.
    public var arguments: JSONObject
    /// The turn in which it is called.
    public let turn: TurnID

    /// Makes an invocation.
    public init(id: String, name: String, arguments: JSONObject, turn: TurnID) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.turn = turn
    }
}

/// Progress of a running tool.
public struct ToolProgress: Sendable, Hashable, Codable {
    /// The call's id.
    public let id: String
    /// The tool's name.
    public let name: String
    /// New output.
    public var text: String

    /// Makes a report of progress.
    public init(id: String, name: String, text: String) {
        self.id = id
        self.name = name
        self.text = text
    }
}

/// An error text on its way out.
public struct ErrorText: Sendable, Hashable, Codable {
    /// Who will read it.
    public enum Audience: String, Sendable, Hashable, Codable {
        /// A person.
        case person
        /// The model, which will try to mend it.
        case model
    }

    /// The text.
    public var text: String
    /// Who will read it.
    public let audience: Audience

    /// Makes a text.
    public init(text: String, audience: Audience) {
        self.text = text
        self.audience = audience
    }
}
