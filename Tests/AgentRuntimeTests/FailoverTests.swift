import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import AgentRuntime

@Suite struct FailoverTests {
    private let asked = ScriptedModel.usualProfile.id
    private let busy = ModelError(.overloaded, "full house")

    private func other(_ name: String, _ replies: [ScriptedReply], context: Int = 128_000) -> ScriptedModel {
        ScriptedModel(
            replies,
            profile: ModelProfile(
                id: ModelID(provider: "other", name: name), contextWindow: context, maxOutputTokens: 1000))
    }

    /// Each model has its price: so many pico-dollars a token of either direction.
    private struct PriceTags: Pricing {
        var tags: [String: Int64]
        var version: String { "tags" }

        private func flat(_ model: ModelID) -> FlatPricing {
            let tag = tags[model.name] ?? 1
            return FlatPricing(input: Money(picodollars: tag), output: Money(picodollars: tag))
        }
        func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
            flat(model).price(report, model: model, tier: tier, at: time)
        }
        func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
            flat(model).worstCase(bounds, model: model, at: time)
        }
        func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }
    }

    @Test func `goes on to the cheapest of the others first`() async throws {
        let down = ModelError(.quotaExhausted, "no credit")
        let dear = other("dear", [.text("dear")])
        let middle = other("middle", [.text("middle")])
        let cheap = other("cheap", [.failure(down)])
        let test = try TestRuntime(
            ScriptedModel([.failure(down)]), others: [dear, middle, cheap],
            fallbacks: [dear.profile.id, middle.profile.id, cheap.profile.id],
            pricing: PriceTags(tags: ["dear": 900, "middle": 50, "cheap": 2]))
        let result = try await test.send("go")
        #expect(result.attempts.map(\.start.model.name) == ["model", "cheap", "middle"])
        #expect(result.attempts.map(\.start.number) == [0, 1, 2])
        #expect(result.text == "middle")
        #expect(dear.requests.isEmpty)
    }

    @Test func `a hop that no budget allows is passed over`() async throws {
        struct Poor: Extension {
            let manifest = ExtensionManifest(name: "poor", summary: "")
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.modelAttempt.add { attempt, next in
                    let broke = BudgetStatus(account: BudgetAccountID(scope: .global), limits: BudgetLimits(usd: .zero))
                    let cost = BudgetAmount(usd: Money(picodollars: 1))
                    guard attempt.start.model.name == "cheap", let refusal = BudgetRefusal(cost, in: [broke]) else {
                        return try await next(attempt)
                    }
                    throw BudgetExceeded(refusal)
                }
            }
        }
        let down = ModelError(.quotaExhausted, "no credit")
        let cheap = other("cheap", [.text("never")])
        let dear = other("dear", [.text("dear")])
        let test = try TestRuntime(
            ScriptedModel([.failure(down), .failure(down)]), others: [cheap, dear], extensions: [Poor()],
            fallbacks: [cheap.profile.id, dear.profile.id], pricing: PriceTags(tags: ["cheap": 1, "dear": 9]))
        #expect(try await test.send("go").text == "dear")
        #expect(cheap.requests.isEmpty)
        #expect(test.log.outline.contains { $0.hasPrefix("notice other/cheap is not asked instead.") })
    }

    @Test func `a prompt that is too long goes to a larger model only`() async throws {
        let long = ModelError(.contextTooLong, "too long")
        let small = other("small", [.text("never")], context: 8000)
        let large = other("large", [.text("fits")], context: 1_000_000)
        let test = try TestRuntime(
            ScriptedModel([.failure(long), .failure(long)]), others: [small, large],
            fallbacks: [small.profile.id, large.profile.id], pricing: PriceTags(tags: ["small": 1, "large": 9]))
        #expect(try await test.send("go").text == "fits")
        #expect(small.requests.isEmpty)
    }

    @Test func `a model that failed often is not asked for a while, then by one request`() async throws {
        let replies = (0..<6).map { _ in ScriptedReply.failure(busy) } + [.text("back")]
        let model = ScriptedModel(replies)
        let other = other("o", (0..<20).map { _ in .text("here") })
        var retry = RetryPolicy()
        retry.attempts = 1
        let test = try TestRuntime(model, others: [other], fallbacks: [other.profile.id], retry: retry)
        for _ in 0..<10 { #expect(try await test.send("go").text == "here") }
        #expect(model.requests.count == 6)
        test.clock.advance(by: .seconds(10))
        #expect(try await test.send("go").text == "back")
        #expect(model.requests.count == 7)
    }

    @Test func `without another model a short rest is waited for`() async throws {
        var retry = RetryPolicy()
        retry.attempts = 1
        let model = ScriptedModel((0..<6).map { _ in .failure(busy) } + [.text("back")])
        let test = try TestRuntime(model, retry: retry)
        for _ in 0..<6 { await #expect(throws: ModelError.self) { try await test.send("go") } }
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.message == "scripted/model failed several times in a row and rests.")
        #expect(model.requests.count == 6)
    }

    @Test func `nothing is waited for past the deadline`() async throws {
        var retry = RetryPolicy()
        retry.deadline = .seconds(5)
        let wait = ModelError(.rateLimited, "later", retryAfter: .seconds(6))
        let test = try TestRuntime(ScriptedModel([.failure(wait), .text("never")]), retry: retry)
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.code == .rateLimited)
        #expect(test.clock.sleeperCount == 0)
    }

    @Test func `retries stop when the provider's budget for them is used up`() async throws {
        var retry = RetryPolicy()
        retry.base = .zero
        let model = ScriptedModel { _, _ in throw ModelError(.server, "kaput") }
        let test = try TestRuntime(model, retry: retry)
        for _ in 0..<3 { await #expect(throws: ModelError.self) { try await test.send("go") } }
        // Three calls, and the three retries that are there at the start; the sixth failure opens the breaker.
        #expect(model.requests.count == 6)
    }
}
