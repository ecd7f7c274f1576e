import AgentRuntime
import AgentSettings
import ExactJSON
import LanguageModels
import ModelProviders
import Money
import Testing

@testable import Composition

@Suite struct ListPricingTests {
    private let now = Timestamp(microseconds: 1_795_000_000_000_000)  // 2026-11-18
    private let unknown = ModelID(provider: "openai", name: "never-listed")

    private func pricing(
        _ prices: [(String, JSONObject)] = [], policy: UnpricedAction = .block, ceiling: JSONObject? = nil,
        billing: ProviderBilling = .charges
    ) throws -> ListPricing {
        var list = PriceList.embedded
        for (model, fields) in prices { try list.add(model: model, fields: fields) }
        var budgets = BudgetsSettings()
        budgets.onUnpriced = policy
        if let ceiling { budgets.unpricedCeiling = PriceSettings(entries: [ceiling]) }
        return try ListPricing(list: list, budgets: budgets, billing: { _ in billing })
    }

    private func fields(_ input: Int, _ output: Int, from date: String? = nil) -> JSONObject {
        var fields = JSONObject([
            ("input_cost_per_token", .number(JSONNumber(input))),
            ("output_cost_per_token", .number(JSONNumber(output))),
        ])
        if let date { fields["effective_from"] = .string(date) }
        return fields
    }

    private func cost(_ pricing: ListPricing, _ model: ModelID, at time: Timestamp? = nil) -> PricedUsage {
        pricing.price(
            UsageReport(Usage(input: 1, output: 1), source: .provider), model: model, tier: nil, at: time ?? now)
    }

    @Test func `blocks a model without a price, and says what to do`() throws {
        let pricing = try pricing()
        #expect(cost(pricing, unknown) == PricedUsage(cost: nil, state: .unpriced))
        #expect(pricing.worstCase(CallBounds(promptTokens: 1, maxOutputTokens: 1), model: unknown, at: now) == nil)
        guard case .blocked(let reason) = pricing.unpricedCall(unknown, at: now) else {
            Issue.record("not blocked")
            return
        }
        #expect(reason.contains("openai/never-listed is not in the price list"))
        #expect(reason.contains("free: true"))
    }

    @Test func `rates of zero that nobody declared free are no price`() throws {
        let zero = ModelID(provider: "deepseek", name: "deepseek-v3-2-251201")
        let pricing = try pricing()
        #expect(cost(pricing, zero).state == .unpriced)
        #expect(pricing.unpricedCall(zero, at: now) != nil)
    }

    @Test func `warns once it is told to, and still knows no cost`() throws {
        let pricing = try pricing(policy: .warn)
        guard case .allowed = pricing.unpricedCall(unknown, at: now) else {
            Issue.record("not allowed")
            return
        }
        #expect(cost(pricing, unknown) == PricedUsage(cost: nil, state: .unpriced))
    }

    @Test func `charges a ceiling, the usual one or the settings'`() throws {
        let usual = try pricing(policy: .ceiling)
        #expect(usual.unpricedCall(unknown, at: now) == nil)
        // $150 and $600 a million tokens.
        #expect(
            cost(usual, unknown)
                == PricedUsage(cost: Money(picodollars: 750_000_000), state: .estimated, isAssumed: true))
        let bounds = CallBounds(promptTokens: 1, maxOutputTokens: 1)
        #expect(usual.worstCase(bounds, model: unknown, at: now) == Money(picodollars: 750_000_000))
        let own = try pricing(policy: .ceiling, ceiling: fields(1, 2))
        #expect(cost(own, unknown).cost == Money(picodollars: 3_000_000_000_000))
    }

    @Test func `a declared free model is free, at any policy`() throws {
        let pricing = try pricing([("openai/never-listed", JSONObject([("free", true)]))])
        #expect(cost(pricing, unknown) == PricedUsage(cost: .zero, state: .free))
        #expect(pricing.unpricedCall(unknown, at: now) == nil)
        #expect(
            pricing.worstCase(CallBounds(promptTokens: 9, maxOutputTokens: nil), model: unknown, at: now) == .zero)
    }

    @Test func `a server that nobody bills for is free, but its own price in the settings counts`() throws {
        let model = ModelID(provider: "ollama", name: "llama3")
        let free = try pricing(billing: .free)
        #expect(cost(free, model) == PricedUsage(cost: .zero, state: .free))
        #expect(free.unpricedCall(model, at: now) == nil)
        let priced = try pricing([("ollama/llama3", fields(1, 2))], billing: .free)
        #expect(cost(priced, model).cost == Money(picodollars: 3_000_000_000_000))
    }

    @Test func `a server of one's own that may charge passes with a notice, and is not taken for free`() throws {
        let model = ModelID(provider: "lab", name: "m")
        let pricing = try pricing(billing: .unknown)
        guard case .allowed(let notice) = pricing.unpricedCall(model, at: now) else {
            Issue.record("not allowed")
            return
        }
        #expect(notice.contains("providers: {lab: {free: true}}"))
        #expect(cost(pricing, model) == PricedUsage(cost: nil, state: .unpriced))
    }

    @Test func `prices count from the day they come into effect, looked up or kept`() throws {
        let model = ModelID(provider: "lab", name: "m")
        let pricing = try pricing([
            ("lab/m", fields(1, 1)), ("lab/m", fields(3, 3, from: "2026-12-01")),
            ("lab/m", fields(2, 2, from: "2026-06-01T12:00:00Z")),
        ])
        func dollars(_ text: String) throws -> Money? {
            let time = try #require(BillingTime(rfc3339: text))
            return cost(pricing, model, at: Timestamp(microseconds: time.secondsSinceEpoch * 1_000_000)).cost
        }
        for _ in 0..<2 {
            #expect(try dollars("2026-06-01T11:59:59Z") == Money(picodollars: 2_000_000_000_000))
            #expect(try dollars("2026-06-01T12:00:00Z") == Money(picodollars: 4_000_000_000_000))
            #expect(try dollars("2026-11-30T23:59:59Z") == Money(picodollars: 4_000_000_000_000))
            #expect(try dollars("2026-12-01") == Money(picodollars: 6_000_000_000_000))
        }
    }

    @Test func `a reported cost wins over every price`() throws {
        let report = UsageReport(Usage(input: 5), source: .provider, reportedCost: Money(picodollars: 7))
        let priced = try pricing().price(report, model: unknown, tier: nil, at: now)
        #expect(priced == PricedUsage(cost: Money(picodollars: 7), state: .reported))
    }
}
