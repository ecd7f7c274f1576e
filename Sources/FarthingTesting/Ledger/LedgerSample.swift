public import AgentRuntime
import ExactJSON
public import LanguageModels
public import Money

/// Records with every field filled in, for tests of stores.
public struct LedgerSample: Sendable {
    /// The conversation all records belong to.
    public var conversation: ConversationID
    /// The turn all records belong to.
    public var turn: TurnID
    /// The time from which the records' times follow.
    public var time: Timestamp

    /// Makes records of a fresh conversation and turn.
    public init(at time: Timestamp = Timestamp(microseconds: 1_700_000_000_000_000)) {
        self.time = time
        conversation = ConversationID(at: time)
        turn = TurnID(at: time)
    }

    /// The conversation's beginning.
    public var start: LedgerFact {
        .conversationStarted(
            ConversationRecord(
                id: conversation, startedAt: time, title: "Bread", workspace: "/tmp", tags: ["kitchen", "ünï"]))
    }

    /// The turn's beginning, one second later.
    public var turnStart: LedgerFact {
        .turnStarted(TurnRecord(id: turn, conversation: conversation, startedAt: time + .seconds(1)))
    }

    /// The turn's end, nine seconds later.
    public var turnEnd: LedgerFact { .turnEnded(end()) }

    /// How the turn ended.
    public func end(_ outcome: TurnEnd.Outcome = .completed) -> TurnEnd {
        TurnEnd(turn: turn, outcome: outcome, endedAt: time + .seconds(9), iterations: 2)
    }

    /// A message of the turn.
    public func message(
        _ text: String, _ origin: MessageRecord.Origin = .person, role: Message.Role = .user
    ) -> MessageRecord {
        MessageRecord(
            id: MessageID(at: time), conversation: conversation, turn: turn, iteration: 0, origin: origin,
            message: Message(role, text), addedAt: time + .seconds(2))
    }

    /// A message that has every kind of part.
    public var richMessage: MessageRecord {
        var record = message("", .model, role: .assistant)
        record.message = Message(
            role: .assistant,
            content: [
                .text("line\nbreak, \"quotes\", \u{0}, 🦊"), .text(""),
                .image(.base64("aGk=", mediaType: "image/png")), .image(.url("https://example.com/a b")),
                .reasoning(Reasoning(text: "hm", signature: "sig", redacted: nil)),
                .reasoning(Reasoning(text: "", signature: nil, redacted: "sealed")),
                .toolCall(ToolCall(id: "c1", name: "shell", arguments: "{\"command\": \"ls\"}")),
                .toolResult(ToolResult(callID: "c1", name: "shell", text: "ok", isError: false)),
                .toolResult(ToolResult(callID: "c2", name: "shell", text: "no", isError: true)),
            ], cacheBreakpoint: true)
        return record
    }

    /// A decision of the turn.
    public var decision: DecisionRecord {
        DecisionRecord(
            id: DecisionID(at: time), conversation: conversation, turn: turn, decidedAt: time + .seconds(2),
            chosen: ModelID(provider: "openai", name: "gpt-4.1-nano"), tier: "simple", summary: "short and simple",
            detail: ["score": .number(JSONNumber(12)), "vetoed": [nil, true, "a \"b\""]])
    }

    /// A verdict on the turn's answer.
    public var verdict: AnswerVerdict {
        AnswerVerdict(
            id: VerdictID(at: time), conversation: conversation, turn: turn,
            model: ModelID(provider: "openai", name: "gpt-4.1-nano"), tier: "simple", decision: DecisionID(at: time),
            source: .judge, mark: 731, foundAt: time + .seconds(9))
    }

    /// A compaction of the turn's messages.
    public func compaction(of messages: [MessageID]) -> CompactionRecord {
        CompactionRecord(
            id: CompactionID(at: time), conversation: conversation, turn: turn, madeAt: time + .seconds(4),
            parts: [
                CompactedPart(
                    messages: messages, turn: turn, origin: .summary, message: Message(.user, "They talked. 🦊\n\"x\""))
            ], tokensBefore: 900, tokensAfter: 90)
    }

    /// An attempt of the turn.
    public func attempt(worstCase: Money? = Money(picodollars: 5_000_000_000)) -> AttemptStart {
        AttemptStart(
            id: AttemptID(at: time), call: CallID(at: time), conversation: conversation, turn: turn, iteration: 1,
            number: 0, slot: .chat, purpose: .chat, tool: "shell", caller: "extension",
            model: ModelID(provider: "openrouter", name: "openai/gpt-4.1"), tier: "premium",
            task: "code", key: "ci",
            baseline: AttemptBaseline(model: ModelID(provider: "openai", name: "o3"), removedTokens: 17),
            decision: DecisionID(at: time), startedAt: time + .seconds(3), promptTokens: 1200, countedTokens: 1000,
            maxOutputTokens: 4096,
            worstCase: worstCase, priceVersion: "2026-11-01")
    }

    /// A settlement with every field filled in.
    public func settlement(
        of attempt: AttemptStart, cost: Money? = Money(picodollars: 1_234_567_890), state: CostState = .computed
    ) -> AttemptSettlement {
        AttemptSettlement(
            id: attempt.id, settledAt: time + .seconds(8), outcome: .succeeded, servedModel: "gpt-4.1-2025-04-14",
            responseID: "chatcmpl-1", finishReason: "stop",
            usage: Usage(
                input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheWrite12h: 5, output: 6, reasoning: 7,
                audioInput: 8, audioCacheRead: 9, audioOutput: 10, imageInput: 11, imageOutput: 12,
                serverTools: [.webSearch: 2], units: [.imagesOut: 1]),
            usageSource: .provider, cost: cost, costState: state,
            savings: Savings(
                cache: Money(picodollars: 1), routing: Money(picodollars: -2), compression: Money(picodollars: 3),
                promptCache: Money(picodollars: 4), batch: Money(picodollars: 5)), latencyMicroseconds: 2_345_678,
            firstTokenMicroseconds: 345_678, errorCode: "rate_limited", errorMessage: "slow down")
    }
}
