public import LanguageModels
public import Money

/// One answer of a ``ScriptedModel``: what happens in order, then how it ends.
///
/// ```swift
/// let model = ScriptedModel([
///     .toolCalls([("read_file", #"{"path":"notes.txt"}"#)]),
///     .text("The notes say hello.").used(Usage(input: 900, output: 12)),
///     .failure(ModelError(.overloaded, "full house")),
/// ])
/// ```
public struct ScriptedReply: Sendable {
    /// One thing that happens while the model answers.
    public enum Step: Sendable {
        /// An event is reported. The response is the sum of the reported events.
        case event(ModelEvent)
        /// The model waits until the gate opens.
        case gate(Gate)
        /// The request fails here.
        case failure(ModelError)
    }

    /// What happens, in order.
    public var steps: [Step]
    /// Why the answer ends; nil chooses `toolCalls` when there are tool calls, else `stop`.
    public var finishReason: FinishReason?
    /// The usage reported at the end; `missing` reports none.
    public var usage: UsageReport
    /// The provider's id of the response; nil numbers them `scripted-1`, …
    public var id: String?
    /// The model that says it answered; nil is the model's own name.
    public var servedModel: String?
    /// The limits the response carries.
    public var limits: ProviderLimits?

    /// The usage of a reply that sets none: 100 input and 20 output tokens, counted by the provider.
    public static let usualUsage = UsageReport(Usage(input: 100, output: 20), source: .provider)

    /// Makes a reply of steps.
    public init(
        _ steps: [Step], finishReason: FinishReason? = nil, usage: UsageReport = ScriptedReply.usualUsage
    ) {
        self.steps = steps
        self.finishReason = finishReason
        self.usage = usage
    }

    /// Answers with a text, streamed word by word.
    public static func text(_ text: String) -> ScriptedReply {
        .deltas(words(of: text))
    }

    /// Answers with a text, streamed in these pieces.
    public static func deltas(_ deltas: [String]) -> ScriptedReply {
        ScriptedReply(deltas.filter { !$0.isEmpty }.map { .event(.textDelta($0)) })
    }

    /// Calls tools with these names and arguments (JSON text), ids `call_1`, `call_2`, … within the reply.
    public static func toolCalls(_ calls: [(name: String, arguments: String)]) -> ScriptedReply {
        ScriptedReply(
            calls.enumerated().flatMap { index, call -> [Step] in
                let begin = ModelEvent.toolCallStarted(index: index, id: "call_\(index + 1)", name: call.name)
                let arguments = ModelEvent.toolCallArguments(index: index, delta: call.arguments)
                return call.arguments.isEmpty ? [.event(begin)] : [.event(begin), .event(arguments)]
            })
    }

    /// Calls one tool.
    public static func toolCall(_ name: String, _ arguments: String = "{}") -> ScriptedReply {
        .toolCalls([(name, arguments)])
    }

    /// Fails before the first event.
    public static func failure(_ error: ModelError) -> ScriptedReply {
        ScriptedReply([.failure(error)])
    }

    /// The same reply, whose headers state these limits.
    public func limited(_ limits: ProviderLimits) -> ScriptedReply {
        var reply = self
        reply.limits = limits
        return reply
    }

    /// The same reply with reasoning before everything else.
    public func thinking(_ text: String) -> ScriptedReply {
        changed { $0.steps = ScriptedReply.words(of: text).map { .event(.reasoningDelta($0)) } + steps }
    }

    /// The same reply with this usage, as counted by the provider.
    public func used(_ usage: Usage, reportedCost: Money? = nil) -> ScriptedReply {
        changed { $0.usage = UsageReport(usage, source: .provider, reportedCost: reportedCost) }
    }

    /// The same reply without usage, as from a silent provider.
    public func withoutUsage() -> ScriptedReply {
        changed { $0.usage = .missing }
    }

    /// The same reply by another model than the one asked.
    public func served(by name: String) -> ScriptedReply {
        changed { $0.servedModel = name }
    }

    /// The same reply with this end.
    public func finishing(_ reason: FinishReason) -> ScriptedReply {
        changed { $0.finishReason = reason }
    }

    /// The same reply, which waits for the gate after so many steps (0: before the first).
    public func gated(by gate: Gate, afterSteps count: Int = 0) -> ScriptedReply {
        changed { $0.steps.insert(.gate(gate), at: Swift.min(Swift.max(count, 0), steps.count)) }
    }

    /// The same reply, which fails after so many steps: a cut stream.
    public func failing(_ error: ModelError, afterSteps count: Int) -> ScriptedReply {
        changed { $0.steps = $0.steps.prefix(Swift.max(count, 0)) + [.failure(error)] }
    }

    private func changed(_ change: (inout ScriptedReply) -> Void) -> ScriptedReply {
        var reply = self
        change(&reply)
        return reply
    }

    /// The words of a text, each with the white space after it; their concatenation is the text.
    static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text {
            if !character.isWhitespace, word.last?.isWhitespace == true {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
