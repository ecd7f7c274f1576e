import AgentRuntime
import ComplexityRouting
import ExactJSON
import LanguageModels
import Money
import Testing
import TrafficReplay

@Suite struct TrafficReplayTests {
    private static let nano = ModelID(provider: "lab", name: "nano")
    private static let mini = ModelID(provider: "lab", name: "mini")
    private static let large = ModelID(provider: "lab", name: "large")
    private let begin = Timestamp(microseconds: 1_700_000_000_000_000)

    /// $1, $5 and $25 a million tokens of input, twice that of output, a tenth for what is read from a cache.
    private static func price(_ usage: Usage, _ model: ModelID, _: Timestamp) -> Money? {
        let rates: [String: Int64] = ["nano": 1_000_000, "mini": 5_000_000, "large": 25_000_000]
        guard let rate = rates[model.name] else { return nil }
        let tokens = Int64(usage.input * 10 + usage.cacheRead + usage.output * 20)
        return Money(picodollars: tokens * rate / 10)
    }

    private func replay(
        only: ModelID? = nil, window: Int? = nil, _ change: (inout RoutingRules) -> Void = { _ in }
    ) -> TrafficReplay {
        var rules = RoutingRules(tiers: [.simple: [Self.nano], .standard: [Self.mini], .premium: [Self.large]])
        change(&rules)
        return TrafficReplay(
            rules: rules, predictor: Predictor(), only: only,
            profile: { ModelProfile(id: $0, contextWindow: $0 == Self.nano ? window : nil) }, price: Self.price)
    }

    private func turn(
        _ text: String?, on model: ModelID = large, id: String = "t", conversation: String = "c", seconds: Int = 0,
        usage: Usage = Usage(input: 1_000, output: 100), quality: Double? = nil
    ) -> PastTurn {
        let at = begin + .seconds(seconds)
        return PastTurn(
            id: id, conversation: conversation, at: at, text: text, model: model,
            calls: [PastTurn.Call(usage: usage, cost: Self.price(usage, model, at))], quality: quality)
    }

    @Test func `an easy message would have gone to the cheap model, a hard one would have stayed`() {
        var replay = replay()
        replay.replay(turn("What is Python?", id: "a", conversation: "1"))
        replay.replay(turn("Design a microservices architecture for e-commerce", id: "b", conversation: "2"))
        let report = replay.result()
        #expect((report.messages, report.conversations, report.calls, report.moved) == (2, 2, 2, 1))
        // 1,200 tokens' worth each: $0.03 on the large model, $0.0012 on the small one.
        #expect(report.before == Money(picodollars: 60_000_000_000))
        #expect(report.after == Money(picodollars: 31_200_000_000))
        #expect(report.recorded == report.before)
        #expect(report.lines.map(\.model.name) == ["large", "nano"])
        #expect(report.lines.map(\.messagesBefore) == [2, 0])
        #expect(report.lines.map(\.messagesAfter) == [1, 1])
    }

    @Test func `traffic that already went where the rules send it costs the same`() {
        var replay = replay()
        replay.replay(turn("What is Python?", on: Self.nano, usage: Usage(input: 10, cacheRead: 990, output: 100)))
        let report = replay.result()
        #expect(report.before == report.after)
        #expect(report.moved == 0)
        #expect(report.riskCount == 0)
    }

    @Test func `a cold cache is paid for on another model, a warm one is not`() {
        var cold = replay(only: Self.nano)
        cold.replay(turn("Go on", usage: Usage(input: 100, cacheRead: 900)))
        #expect(cold.result().after == Money(picodollars: 1_000_000_000))
        var warm = replay(only: Self.nano)
        warm.replay(turn("Go on", usage: Usage(input: 900)))
        warm.replay(turn("Go on", seconds: 299, usage: Usage(input: 100, cacheRead: 900)))
        #expect(warm.result().after == Money(picodollars: 1_090_000_000))
        var late = replay(only: Self.nano)
        late.replay(turn("Go on", usage: Usage(input: 900)))
        late.replay(turn("Go on", seconds: 300, usage: Usage(input: 100, cacheRead: 900)))
        #expect(late.result().after == Money(picodollars: 1_900_000_000))
    }

    @Test func `a model that is asked again after another one finds what it read before`() {
        var replay = replay()
        let (easy, hard) = ("What is Python?", "Design a microservices architecture for e-commerce")
        replay.replay(turn(easy, usage: Usage(input: 1_000)))
        replay.replay(turn(hard, seconds: 60, usage: Usage(input: 1_000, cacheRead: 1_000)))
        replay.replay(turn(easy, seconds: 120, usage: Usage(input: 1_000, cacheRead: 2_000)))
        let nano = replay.result().lines.first { $0.model == Self.nano }
        // First 1,000 tokens, then 2,000 anew and the 1,000 from its cache.
        #expect(nano?.messagesAfter == 2)
        #expect(nano?.costAfter == Money(picodollars: 3_100_000_000))
    }

    @Test func `a weaker model for a hard message is a risk, and so is a poor answer that would come again`() throws {
        var weaker = replay(only: Self.nano)
        weaker.replay(turn("Design a microservices architecture for e-commerce"))
        let risk = try #require(weaker.result().risks.first)
        #expect(risk.reason == "no model that is good enough is chosen")
        #expect(risk.qualityAfter < risk.qualityBefore)
        var poor = replay()
        poor.replay(turn("What is Python?", on: Self.nano, quality: 0))
        #expect(poor.result().risks.map(\.reason) == ["its answer was found poor, and no better model would be asked"])
    }

    @Test func `what cannot be decided stays as it was`() {
        var replay = replay(window: 500)
        replay.replay(turn(nil, id: "deleted"))
        replay.replay(turn("What is Python?", id: "long", conversation: "2"))
        let report = replay.result()
        #expect(report.kept == 1)
        // The small model's context is too small, so the next one up.
        #expect(report.lines.map(\.model.name) == ["large", "mini"])
        #expect(replay.result().json(risks: 10)["messages"] == 2)
        #expect(TrafficReplayTests().replay().result().messages == 0)
    }

    @Test func `the turns of a conversation are read out of its facts`() throws {
        let (conversation, turn) = (ConversationID("c"), TurnID("t"))
        func attempt(_ id: String, _ model: ModelID, _ number: Int) -> AttemptStart {
            AttemptStart(
                id: AttemptID(id), call: CallID("k"), conversation: conversation, turn: turn, iteration: 0,
                number: number, slot: .chat, purpose: .chat, model: model, tier: "simple", startedAt: begin,
                promptTokens: 5, maxOutputTokens: nil, worstCase: nil, priceVersion: nil)
        }
        func settlement(_ id: String, _ outcome: AttemptSettlement.Outcome) -> AttemptSettlement {
            AttemptSettlement(
                id: AttemptID(id), settledAt: begin, outcome: outcome, usage: Usage(input: 5), usageSource: .provider,
                cost: Money(picodollars: 7), costState: .computed, latencyMicroseconds: 1)
        }
        func verdict(_ id: String, _ source: AnswerVerdict.Source, _ mark: Int) -> LedgerFact {
            .judged(
                AnswerVerdict(
                    id: VerdictID(id), conversation: conversation, turn: turn, model: Self.mini, source: source,
                    mark: mark, foundAt: begin))
        }
        let turns = PastTurn.turns(in: [
            .turnStarted(TurnRecord(id: turn, conversation: conversation, startedAt: begin)),
            .messageAdded(
                MessageRecord(
                    id: MessageID("m"), conversation: conversation, turn: turn, iteration: 0, origin: .person,
                    message: Message(.user, "What is Python?"), addedAt: begin)),
            .attemptStarted(attempt("1", Self.nano, 0)), .attemptSettled(settlement("1", .failed)),
            .attemptStarted(attempt("2", Self.mini, 1)), .attemptSettled(settlement("2", .succeeded)),
            verdict("v1", .thumb, 1_000), verdict("v2", .check, 0), verdict("v3", .continued, 1_000),
        ])
        let past = try #require(turns.first)
        #expect(turns.count == 1)
        #expect((past.text, past.model, past.tier) == ("What is Python?", Self.mini, "simple"))
        #expect(past.calls.map(\.cost) == [Money(picodollars: 7), Money(picodollars: 7)])
        #expect(past.quality == 0.5)
    }
}
