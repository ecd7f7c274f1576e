import AgentRuntime
import ComplexityRouting
import FarthingTesting
import LanguageModels
import Money
import QualityCascade
import Testing

@Suite struct CascadeConversationTests {
    private static let nano = ModelID(provider: "lab", name: "nano")
    private static let mini = ModelID(provider: "lab", name: "mini")
    private static let large = ModelID(provider: "lab", name: "large")

    /// Dearer by the tier: $1 a million tokens of input, mini $5, large $50, twice that of output.
    private struct TierPricing: Pricing {
        var version: String { "tiers" }

        func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
            rates(model).price(report, model: model, tier: tier, at: time)
        }

        func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
            rates(model).worstCase(bounds, model: model, at: time)
        }

        func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }

        private func rates(_ model: ModelID) -> FlatPricing {
            let factor: Int64 = model.name == "large" ? 50 : model.name == "mini" ? 5 : 1
            return FlatPricing(
                input: Money(picodollars: 1_000_000 * factor), output: Money(picodollars: 2_000_000 * factor))
        }
    }

    /// Allows 20 tokens of answer: as the caller's limit, or clamped at the attempt, as a budget does.
    private struct Capping: Extension {
        let manifest = ExtensionManifest(name: "Capping", summary: "Caps answers.")
        let isAsked: Bool

        func register(in hooks: inout Hooks, for run: Run) {
            if isAsked {
                hooks.beforeMainLLMCall.add { call in call.request.maxOutputTokens = 20 }
            } else {
                hooks.modelAttempt.add { attempt, next in
                    var attempt = attempt
                    attempt.request.maxOutputTokens = 20
                    attempt.start.maxOutputTokens = 20
                    return try await next(attempt)
                }
            }
        }
    }

    private struct Lab {
        let nano: ScriptedModel
        let mini: ScriptedModel
        let large: ScriptedModel
        let utility: ScriptedModel
        let test: TestRuntime

        init(
            nano: [ScriptedReply], mini: [ScriptedReply] = [], judge: [ScriptedReply] = [],
            rules: CascadeRules = CascadeRules(), extensions: [any Extension] = []
        ) throws {
            func model(_ id: ModelID, _ script: [ScriptedReply]) -> ScriptedModel {
                ScriptedModel(script, profile: ModelProfile(id: id, contextWindow: 128_000, maxOutputTokens: 4_096))
            }
            self.nano = model(CascadeConversationTests.nano, nano)
            self.mini = model(CascadeConversationTests.mini, mini)
            large = model(CascadeConversationTests.large, [.text("From the large one.")])
            // The utility slot is the chat slot's model where nothing else is said.
            utility = model(ModelID(provider: "lab", name: "judge"), judge)
            let routing = RoutingRules(tiers: [
                .simple: [CascadeConversationTests.nano], .standard: [CascadeConversationTests.mini],
                .premium: [CascadeConversationTests.large],
            ])
            test = try TestRuntime(
                utility, others: [self.nano, self.mini, large],
                extensions: [ComplexityRouting(routing), QualityCascade(rules)] + extensions,
                pricing: TierPricing())
        }
    }

    @Test func `a good cheap answer is shown as it comes and nobody else is asked`() async throws {
        let lab = try Lab(nano: [.text("It is a programming language.")])
        let result = try await lab.test.send("What is Python?")
        #expect(result.text == "It is a programming language.")
        #expect(lab.test.log.text == "It is a programming language.")
        #expect(lab.mini.requests.isEmpty)
        #expect(lab.utility.requests.isEmpty)
    }

    @Test func `an empty, refused or cut-off answer is never seen, and the next tier's model answers`() async throws {
        for reply in [
            ScriptedReply.text(""), .text("I can't help with that."), .text("It is a pro").finishing(.length),
        ] {
            let lab = try Lab(nano: [reply], mini: [.text("A language.")])
            let result = try await lab.test.send("What is Python?")
            #expect(result.text == "A language.")
            #expect(lab.test.log.text == "A language.")
            let verdicts = try await lab.test.ledger.verdicts(since: nil, latest: 10)
            #expect(verdicts.map(\.source) == [.check])
            #expect(verdicts.map(\.mark) == [0])
            #expect(verdicts.map(\.model) == [Self.nano])
            #expect(
                try await lab.test.ledger.attempts(SpendFilter(), limit: 10).map(\.start.model.name) == [
                    "nano", "mini",
                ])
        }
    }

    @Test func `what was shown is not replaced`() async throws {
        let long = String(repeating: "Python is a language. ", count: 30)
        let lab = try Lab(nano: [.text(long).finishing(.length)], mini: [.text("Shorter.")])
        #expect(try await lab.test.send("What is Python?").text == long)
        #expect(lab.test.log.text == long)
        #expect(lab.mini.requests.isEmpty)
    }

    @Test func `a low mark of the judge asks the better model, a high one does not`() async throws {
        let strict = CascadeRules(threshold: 0.99, judges: true)
        let low = try Lab(
            nano: [.text("A snake.")], mini: [.text("A language.")], judge: [.text("20")], rules: strict)
        #expect(try await low.test.send("What is Python?").text == "A language.")
        #expect(low.test.log.text == "A language.")
        #expect(low.utility.requests.count == 1)
        #expect(try await low.test.ledger.verdicts(since: nil, latest: 1).map(\.mark) == [200])
        let high = try Lab(nano: [.text("A language.")], judge: [.text("100")], rules: strict)
        #expect(try await high.test.send("What is Python?").text == "A language.")
        #expect(try await high.test.ledger.verdicts(since: nil, latest: 1).map(\.source) == [.judge])
    }

    @Test func `when the better model cannot answer, the first answer stands`() async throws {
        let lab = try Lab(
            nano: [.text("I can't help with that.")], mini: [.failure(ModelError(.quotaExhausted, "nothing left"))])
        #expect(try await lab.test.send("What is Python?").text == "I can't help with that.")
        #expect(lab.test.log.text == "I can't help with that.")
    }

    @Test func `a better model's answer that breaks off is an error, and the first one does not stand for it`()
        async throws
    {
        let cut = ScriptedReply.text("It is a language.").failing(
            ModelError(.network, "cut", mayBeBilled: true), afterSteps: 2)
        let lab = try Lab(nano: [.text("I can't help with that.")], mini: [cut])
        let error = await #expect(throws: ModelError.self) { try await lab.test.send("What is Python?") }
        #expect(error?.code == .network)
        #expect(lab.test.log.text == "It is ")
        #expect(!lab.test.log.outline.contains { $0.contains("first answer stands") })
        let id = try #require(try await lab.test.ledger.conversations(limit: 1).first).record.id
        let stored = try #require(try await lab.test.ledger.conversation(id))
        #expect(stored.messages.map(\.origin) == [.person, .partial])
    }

    @Test(arguments: [true, false])
    func `an answer that the caller or a budget capped is not paid for twice`(isAsked: Bool) async throws {
        let lab = try Lab(
            nano: [.text("It is a pro").finishing(.length)], mini: [.text("A language.")],
            extensions: [Capping(isAsked: isAsked)])
        #expect(try await lab.test.send("What is Python?").text == "It is a pro")
        #expect(lab.mini.requests.isEmpty)
        #expect(try await lab.test.ledger.verdicts(since: nil, latest: 10).isEmpty)
    }

    @Test(
        arguments: [
            (0.75, 100, 1_000, 600, true), (0.75, 100, 1_000, 650, false), (0.1, 100, 1_000, 1, false),
            (0.9, 1_000, 1_000, 0, false),
        ] as [(Double, Int64, Int64, Int64, Bool)])
    func `a judge is asked only where it costs less than it can save`(
        quality: Double, cost: Int64, better: Int64, judge: Int64, isWorth: Bool
    ) {
        let plan = CascadePlan(
            quality: quality, cost: Money(picodollars: cost), better: Self.large,
            betterCost: Money(picodollars: better))
        #expect(plan.judgeIsWorth(Money(picodollars: judge)) == isWorth)
    }
}
