import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct ModelMetricsTests {
    private let model = ModelID(provider: "lab", name: "nano")
    private let begin = Timestamp(microseconds: 1_700_000_000_000_000)

    private func attempt(
        _ index: Int, fails: Bool = false, number: Int = 0, milliseconds: Int64 = 100, tier: String? = "simple"
    ) -> AttemptRecord {
        let at = begin + .seconds(index)
        let id = AttemptID("a\(index)")
        let start = AttemptStart(
            id: id, call: CallID("c\(index)"), conversation: ConversationID("c"), turn: TurnID("t"), iteration: 0,
            number: number, slot: .chat, purpose: .chat, model: model, tier: tier, startedAt: at, promptTokens: 10,
            maxOutputTokens: nil, worstCase: nil, priceVersion: nil)
        return AttemptRecord(
            start: start,
            settlement: AttemptSettlement(
                id: id, settledAt: at, outcome: fails ? .failed : .succeeded, usage: Usage(input: 10, output: 5),
                usageSource: .provider, cost: Money(picodollars: 1_000), costState: .computed,
                latencyMicroseconds: milliseconds * 2_000, firstTokenMicroseconds: milliseconds * 1_000,
                errorCode: fails ? "overloaded" : nil))
    }

    private func verdict(_ index: Int, _ mark: Int) -> AnswerVerdict {
        AnswerVerdict(
            id: VerdictID("v\(index)"), conversation: ConversationID("c"), turn: TurnID("t"), model: model,
            tier: "simple", source: .judge, mark: mark, foundAt: begin + .seconds(index))
    }

    @Test func `counts by model and tier`() throws {
        var attempts = (1...100).map { attempt($0, milliseconds: Int64($0)) }
        attempts.append(attempt(101, fails: true))
        attempts.append(attempt(102, number: 1, tier: "standard"))
        let metrics = ModelMetrics(attempts: attempts, verdicts: [verdict(1, 1_000), verdict(2, 500)])
        let line = try #require(metrics.lines.first)
        #expect(metrics.lines.map(\.tier) == ["simple", "standard"])
        #expect((line.attempts, line.succeeded, line.retries) == (101, 100, 0))
        #expect(line.errors == ["overloaded": 1])
        #expect(line.firstToken?.p50 == 50_000)
        #expect(line.firstToken?.p95 == 95_000)
        #expect(line.firstToken?.p99 == 99_000)
        #expect(line.latency?.p50 == 100_000)
        #expect(line.quality == 0.75)
        #expect(line.cost == Money(picodollars: 101_000))
        // 101,000 over 100 answers of which three quarters are good.
        #expect(line.costPerSuccess == Money(picodollars: 1_346))
        #expect(metrics.lines[1].retryRate == 1)
    }

    @Test func `nothing counted is nothing shown`() {
        #expect(ModelMetrics(attempts: [], verdicts: []).lines.isEmpty)
    }

    @Test func `failures that begin are told once`() {
        var watch = DriftWatch()
        var told: [String] = []
        for index in 0..<400 {
            let fails = index < 300 ? index % 50 == 0 : index % 3 == 0
            if let text = watch.note(attempt(index, fails: fails)) { told.append(text) }
        }
        #expect(told.count == 1)
        #expect(told.first?.hasPrefix("lab/nano has changed: 2 % → ") == true)
        #expect(watch.failureRate(of: model) > 0.25)
    }

    @Test func `a model that slows down or gets worse is noticed`() {
        var watch = DriftWatch()
        var told: [String] = []
        for index in 0..<300 {
            let slow = index >= 200
            let time = Int64(100 + index * 7 % 40) * (slow ? 3 : 1)
            if let text = watch.note(attempt(index, milliseconds: time)) { told.append(text) }
            if let text = watch.note(verdict(index, slow ? 500 + index % 3 * 100 : 900 - index % 3 * 100)) {
                told.append(text)
            }
        }
        #expect(told.contains { $0.contains("first piece after") })
        #expect(told.contains { $0.contains("quality") })
    }

    @Test func `a model that stays as it is raises no alarm`() {
        var alarms = 0
        for seed in 0..<50 as Range<UInt64> {
            var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
            func random() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 11) / Double(1 << 53)
            }
            var watch = DriftWatch()
            for index in 0..<1_000 {
                let time = Int64(100 + 400 * random() * random())
                if watch.note(attempt(index, fails: random() < 0.05, milliseconds: time)) != nil { alarms += 1 }
                if watch.note(verdict(index, random() < 0.8 ? 1_000 : 0)) != nil { alarms += 1 }
            }
        }
        // 50 models watched over 2,000 outcomes each.
        #expect(alarms <= 5)
    }
}
