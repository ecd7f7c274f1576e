import AgentRuntime
import ComplexityRouting
import FarthingTesting
import LanguageModels
import Money

/// Three scripted models in three tiers, and a runtime that routes between them.
struct RoutingLab {
    static let nano = ModelID(provider: "lab", name: "nano")
    static let mini = ModelID(provider: "lab", name: "mini")
    static let large = ModelID(provider: "lab", name: "large")

    /// $0.50 a million tokens of input for tiny, $1 for nano, $5 for mini, $25 for large, $30 for seeing; output is twice,
    /// what is read from a cache a tenth of it.
    struct TierPricing: Pricing {
        /// Picodollars a token of input by the model's name.
        var rates = ["tiny": 500_000, "nano": 1_000_000, "mini": 5_000_000, "large": 25_000_000, "seeing": 30_000_000]
        var version: String { "tiers" }

        func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
            let usage = report.usage
            let rate = rate(model)
            let cost = (usage.input * 10 + usage.cacheRead + usage.output * 20) * rate / 10
            return PricedUsage(cost: Money(picodollars: Int64(cost)), state: .computed)
        }

        func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
            Money(picodollars: Int64((bounds.promptTokens + 2 * (bounds.maxOutputTokens ?? 4_096)) * rate(model)))
        }

        func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }

        func rate(_ model: ModelID) -> Int { rates[model.name] ?? 1_000_000 }
    }

    let chat = ScriptedModel { _, _ in .text("From the slot's own model.") }
    let nano: ScriptedModel
    let mini: ScriptedModel
    let large: ScriptedModel
    let test: TestRuntime

    init(
        nano: [ScriptedReply]? = nil, large: [ScriptedReply]? = nil, others: [any Model] = [],
        rules change: (inout RoutingRules) -> Void = { _ in },
        extensions: [any Extension] = [], tools: [any DynamicTool] = [], person: any Person = ScriptedPerson([]),
        limits: [ModelID: ModelRateLimits] = [:]
    ) throws {
        func model(_ id: ModelID, _ script: [ScriptedReply]?) -> ScriptedModel {
            let profile = ModelProfile(id: id, contextWindow: 128_000, maxOutputTokens: 4_096)
            guard let script else {
                return ScriptedModel(profile: profile) { _, _ in
                    ScriptedReply.text("From \(id.name).").used(Usage(input: 4_000, output: 20))
                }
            }
            return ScriptedModel(script, profile: profile)
        }
        self.nano = model(Self.nano, nano)
        mini = model(Self.mini, nil)
        self.large = model(Self.large, large)
        var rules = RoutingRules(tiers: [.simple: [Self.nano], .standard: [Self.mini], .premium: [Self.large]])
        change(&rules)
        test = try TestRuntime(
            chat, others: [self.nano, mini, self.large] + others,
            extensions: [ComplexityRouting(rules)] + extensions, tools: tools,
            person: person, pricing: TierPricing(), rateLimits: limits)
    }

    /// The models asked, in order.
    func asked() async throws -> [String] {
        try await test.ledger.attempts(SpendFilter(), limit: 100).map(\.start.model.name)
    }

    /// What was found of the answers, in order.
    func verdicts() async throws -> [AnswerVerdict] { try await test.ledger.verdicts(since: nil, latest: 100) }

    /// The notices shown.
    var notices: [String] {
        test.log.events.compactMap { if case .notice(let text) = $0 { text } else { nil } }
    }
}
