public import LanguageModels
public import Money

/// One reply of a ``MockProviderServer``: what it says, in no dialect's words, and what goes wrong with it.
///
/// ```swift
/// let server = try MockProviderServer([
///     .fault(.status(429, message: "slow down", headers: [("retry-after", "1")])),
///     .toolCalls([("read_file", #"{"path":"notes.txt"}"#)]),
///     .text("Done.").using(Usage(input: 900, cacheRead: 800, output: 12)),
///     .text("never all of it").with(.cut(afterChunks: 3)),
/// ])
/// ```
public struct MockReply: Sendable {
    /// Where a streamed reply states its usage.
    public enum UsagePlace: Sendable, Hashable {
        /// Where the dialect has it.
        case usual
        /// Already in the middle, and not again at the end (OpenAI's dialect; Anthropic's states it at the start).
        case middle
        /// Nowhere.
        case nowhere
    }

    /// What the model says: reasoning, text and tool calls, in order.
    public var content: [ContentPart]
    /// Why it ends; nil is `toolCalls` when there are tool calls, else `stop`.
    public var finishReason: FinishReason?
    /// What is charged; nil counts a token for four bytes of the request and one for each word of the answer.
    public var usage: Usage?
    /// Where a stream states the usage.
    public var usagePlace = UsagePlace.usual
    /// The model that the reply says answered; nil is the one that was asked.
    public var servedModel: String?
    /// Header fields added to the reply.
    public var headers: [(name: String, value: String)] = []
    /// What goes wrong, in the order of the chunks.
    public var faults: [MockFault] = []

    /// Makes a reply of parts.
    public init(_ content: [ContentPart], finishReason: FinishReason? = nil) {
        self.content = content
        self.finishReason = finishReason
    }

    /// Answers with a text; streamed, a chunk a word.
    public static func text(_ text: String) -> MockReply { MockReply([.text(text)]) }

    /// Calls tools with these names and arguments (JSON text); ids are `call_1`, `call_2`, … over the server's life.
    public static func toolCalls(_ calls: [(name: String, arguments: String)]) -> MockReply {
        MockReply(calls.map { .toolCall(ToolCall(id: "", name: $0.name, arguments: $0.arguments)) })
    }

    /// Says nothing but what the fault says.
    public static func fault(_ fault: MockFault) -> MockReply { text("unheard").with(fault) }

    /// The same reply with reasoning before everything else.
    public func thinking(_ text: String) -> MockReply {
        changed { $0.content.insert(.reasoning(Reasoning(text: text, signature: "c2lnbmVk")), at: 0) }
    }

    /// The same reply, charged at this usage.
    public func using(_ usage: Usage, stated place: UsagePlace = .usual) -> MockReply {
        changed {
            $0.usage = usage
            $0.usagePlace = place
        }
    }

    /// The same reply, which states no usage but is charged all the same.
    public func withoutUsage() -> MockReply { changed { $0.usagePlace = .nowhere } }

    /// The same reply by another model than the one asked.
    public func served(by model: String) -> MockReply { changed { $0.servedModel = model } }

    /// The same reply with this end.
    public func finishing(_ reason: FinishReason) -> MockReply { changed { $0.finishReason = reason } }

    /// The same reply with one more fault.
    public func with(_ fault: MockFault) -> MockReply { changed { $0.faults.append(fault) } }

    /// The same reply with one more header field.
    public func header(_ name: String, _ value: String) -> MockReply { changed { $0.headers.append((name, value)) } }

    private func changed(_ change: (inout MockReply) -> Void) -> MockReply {
        var reply = self
        change(&reply)
        return reply
    }
}

/// What goes wrong with a reply. Chunks are counted in the events of a stream; of a reply that is not streamed, every
/// fault "after chunks" comes in the middle of the body, or before it for 0. More chunks than there are: after the last.
public enum MockFault: Sendable {
    /// An error in the dialect's own shape. Nothing is charged.
    case status(Int, message: String, type: String? = nil, headers: [(name: String, value: String)] = [])
    /// A status with this body as it is.
    case raw(Int, contentType: String, body: String)
    /// A 401 whose message repeats the key.
    case keyEcho
    /// The connection is closed.
    case cut(afterChunks: Int)
    /// The connection is reset.
    case reset(afterChunks: Int)
    /// Nothing more comes, and the connection stays open.
    case stall(afterChunks: Int)
    /// Nothing more comes until the test opens the gate. At 0 not even the head comes.
    case gate(LoopbackGate, afterChunks: Int)
    /// Bytes that are none of the dialect's come.
    case garbage(afterChunks: Int)
    /// An error event of the dialect comes, and the stream ends.
    case error(String, type: String, afterChunks: Int)
    /// The stream ends properly, but without its last event (`[DONE]`, `message_stop`).
    case noEnd
    /// The stream ends properly, but without finish reason and last event.
    case noFinish
    /// Every byte comes by itself.
    case oneByteAtATime
    /// The stream's content type is missing.
    case noContentType
}
