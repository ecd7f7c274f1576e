import LanguageModels
import Money
import Testing

@testable import AgentRuntime

@Suite struct SavingsSplitTests {
    /// Prices of its own for every model and bucket, so that every step of the walk changes something.
    private struct RandomPrices: Pricing {
        let version = "random"
        var rates: [String: [Int64]]

        func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
            guard let rates = rates[model.name] else { return PricedUsage(cost: nil, state: .unpriced) }
            let usage = report.usage
            let counts = [
                usage.input, usage.cacheRead, usage.cacheWrite5m, usage.cacheWrite1h, usage.cacheWrite12h, usage.output,
                usage.reasoning, usage.audioInput, usage.audioCacheRead,
            ]
            let cost = zip(counts, rates).reduce(Int64(0)) { $0 + Int64($1.0) * $1.1 }
            return PricedUsage(cost: Money(picodollars: cost), state: .computed)
        }

        func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? { nil }
        func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }
    }

    @Test func `the parts add up to the baseline less what was paid, exactly`() throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        for round in 0..<10_000 {
            func count() -> Int { Int.random(in: 0..<200_000, using: &random) }
            let names = ["a", "b"]
            let prices = RandomPrices(
                rates: Dictionary(
                    uniqueKeysWithValues: names.map { name in
                        (name, (0..<9).map { _ in Int64.random(in: 0..<20_000_000, using: &random) })
                    }))
            let usage = Usage(
                input: count(), cacheRead: count(), cacheWrite5m: count(), cacheWrite1h: count(),
                cacheWrite12h: count(),
                output: count(), reasoning: count(), audioInput: count(), audioCacheRead: count())
            let reference = ModelID(provider: "p", name: names[Int.random(in: 0..<2, using: &random)])
            let served = ModelID(provider: "p", name: names[Int.random(in: 0..<2, using: &random)])
            let removed = Bool.random(using: &random) ? count() : 0
            let paid = Money(picodollars: Int64.random(in: 0..<5_000_000_000_000, using: &random))
            let start = Self.start(AttemptBaseline(model: reference, removedTokens: removed))
            let split = SavingsSplit(prices: prices, start: start, served: served)
            let savings = try #require(split.savings(usage, paid: paid))
            var whole = usage
            whole.input = usage.promptTokens - usage.audioInput - usage.audioCacheRead + removed
            whole.cacheRead = 0
            whole.cacheWrite5m = 0
            whole.cacheWrite1h = 0
            whole.cacheWrite12h = 0
            whole.audioInput = usage.audioInput + usage.audioCacheRead
            whole.audioCacheRead = 0
            let baseline = try #require(
                prices.price(UsageReport(whole, source: .provider), model: reference, tier: nil, at: start.startedAt)
                    .cost)
            #expect(savings.total == baseline - paid, "seed \(seed), round \(round)")
            if reference == served { #expect(savings.routing == .zero, "seed \(seed), round \(round)") }
            if removed == 0 { #expect(savings.compression == .zero, "seed \(seed), round \(round)") }
        }
    }

    @Test func `without a price or a baseline nothing is claimed`() {
        let known = ModelID(provider: "p", name: "a")
        let prices = RandomPrices(rates: ["a": Array(repeating: 1, count: 9)])
        let unknown = ModelID(provider: "p", name: "zzz")
        func savings(_ baseline: AttemptBaseline?, paid: Money?) -> Savings? {
            SavingsSplit(prices: prices, start: Self.start(baseline), served: known)
                .savings(Usage(input: 10), paid: paid)
        }
        #expect(savings(AttemptBaseline(model: unknown), paid: .zero) == nil)
        #expect(savings(nil, paid: .zero) == nil)
        #expect(savings(AttemptBaseline(model: known), paid: nil) == nil)
        #expect(
            savings(AttemptBaseline(model: nil), paid: Money(picodollars: 7))
                == Savings(routing: Money(picodollars: -7)))
    }

    private static func start(_ baseline: AttemptBaseline?) -> AttemptStart {
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        return AttemptStart(
            id: AttemptID(at: time), call: CallID("c"), conversation: ConversationID("v"), turn: TurnID("t"),
            iteration: 0, number: 0, slot: .chat, purpose: .chat, model: ModelID(provider: "p", name: "a"),
            baseline: baseline, startedAt: time, promptTokens: 1, maxOutputTokens: nil, worstCase: nil,
            priceVersion: nil)
    }
}
