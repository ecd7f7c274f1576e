import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct UnpricedCallTests {
    /// Prices that do not know one model.
    private struct Gap: Pricing {
        let unknown: ModelID
        let verdict: UnpricedCall
        var version: String { "gap" }

        func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
            model == unknown
                ? PricedUsage(cost: nil, state: .unpriced)
                : FlatPricing().price(report, model: model, tier: tier, at: time)
        }
        func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
            model == unknown ? nil : FlatPricing().worstCase(bounds, model: model, at: time)
        }
        func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { model == unknown ? verdict : nil }
    }

    private let asked = ScriptedModel.usualProfile.id

    @Test func `a blocked model is never asked and nothing is recorded`() async throws {
        let model = ScriptedModel([.text("never")])
        let test = try TestRuntime(model, pricing: Gap(unknown: asked, verdict: .blocked(reason: "no price")))
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.code == .unpriced)
        #expect(error?.message == "no price")
        #expect(model.requests.isEmpty)
        #expect(try await test.ledger.attempts(SpendFilter(), limit: 9).isEmpty)
    }

    @Test func `a priced fallback answers instead`() async throws {
        let other = ScriptedModel([.text("Here.")], profile: ModelProfile(id: ModelID(provider: "other", name: "m")))
        let test = try TestRuntime(
            ScriptedModel([.text("never")]), others: [other], fallbacks: [other.profile.id],
            pricing: Gap(unknown: asked, verdict: .blocked(reason: "no price")))
        let result = try await test.send("go")
        #expect(result.attempts.map(\.start.model) == [other.profile.id])
        #expect(test.log.outline.contains("fall back other/m"))
    }

    @Test func `an allowed one is asked, recorded as unpriced, and mentioned once`() async throws {
        let test = try TestRuntime(
            ScriptedModel([.text("a"), .text("b")]),
            pricing: Gap(unknown: asked, verdict: .allowed(notice: "no price known")))
        let first = try await test.send("go")
        _ = try await test.send("go")
        #expect(first.attempts.first?.start.worstCase == nil)
        #expect(first.attempts.first?.settlement?.costState == .unpriced)
        #expect(first.attempts.first?.settlement?.cost == nil)
        #expect(test.log.outline.count { $0 == "notice no price known" } == 1)
    }
}
