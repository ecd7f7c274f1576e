import AgentRuntime
import ComplexityRouting
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct RouterConversationTests {
    private static let easy = "What is Python?"
    /// Clamps every attempt to 20 tokens of answer, as a budget does when money is short.
    private struct Clamping: Extension {
        let manifest = ExtensionManifest(name: "Clamping", summary: "Clamps answers.")

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.modelAttempt.add { attempt, next in
                var attempt = attempt
                attempt.request.maxOutputTokens = 20
                attempt.start.maxOutputTokens = 20
                return try await next(attempt)
            }
        }
    }

    private static let hard = "Design a microservices architecture for e-commerce"

    @Test func `each message goes to the tier it asks for, and the decision says why`() async throws {
        let lab = try RoutingLab()
        for text in [Self.easy, "Explain how neural networks work", Self.hard] { _ = try await lab.test.send(text) }
        #expect(try await lab.asked() == ["nano", "mini", "large"])
        let attempt = try #require(try await lab.test.ledger.attempts(SpendFilter(), limit: 1).first)
        let id = try #require(attempt.start.decision)
        let decision = try #require(try await lab.test.ledger.decision(id))
        #expect(decision.chosen == RoutingLab.nano)
        #expect(decision.summary.hasSuffix("is simple: the cheapest of 3 good enough (70 % needed)"))
        #expect(decision.detail["candidates"]?.arrayValue?.count == 3)
    }

    @Test func `in shadow decisions are written and the slot's model answers`() async throws {
        let lab = try RoutingLab(rules: { $0.isShadow = true })
        let result = try await lab.test.send(Self.hard)
        #expect(result.text == "From the slot's own model.")
        let attempt = try #require(try await lab.test.ledger.attempts(SpendFilter(), limit: 1).first)
        let id = try #require(attempt.start.decision)
        let decision = try #require(try await lab.test.ledger.decision(id))
        #expect(decision.chosen == RoutingLab.large)
        #expect(decision.detail["shadow"] == true)
        #expect(decision.summary.hasPrefix("in shadow, lab/large would be asked"))
    }

    @Test func `what follows an answer is a verdict on it`() async throws {
        let lab = try RoutingLab()
        let conversation = try await lab.test.runtime.newConversation()
        let long = "Write a function that reverses a linked list in place and returns its new head, with tests for it"
        for text in [Self.easy, Self.easy, long, long + " please", "Thanks"] {
            _ = try await conversation.send(text, onEvent: lab.test.log.sink)
            lab.test.clock.advance(by: .seconds(1))
        }
        let verdicts = try await lab.verdicts()
        #expect(verdicts.map(\.source) == [.retry, .continued, .edit, .continued])
        #expect(verdicts.map(\.mark) == [0, 1_000, 300, 1_000])
        #expect(verdicts.map(\.model) == [RoutingLab.nano, RoutingLab.nano, RoutingLab.mini, RoutingLab.mini])
    }

    @Test func `an empty answer is a verdict at once`() async throws {
        let lab = try RoutingLab(nano: [.text(""), .text("A language.")])
        _ = try await lab.test.send(Self.easy)
        #expect(try await lab.verdicts().map(\.source) == [.check])
    }

    @Test func `a cut-off answer is a verdict, one that a budget clamped is none`() async throws {
        let cut = ScriptedReply.text("It is a pro").finishing(.length)
        let free = try RoutingLab(nano: [cut])
        _ = try await free.test.send(Self.easy)
        #expect(try await free.verdicts().map(\.source) == [.check])
        let clamped = try RoutingLab(nano: [cut], extensions: [Clamping()])
        _ = try await clamped.test.send(Self.easy)
        #expect(try await clamped.verdicts().isEmpty)
    }

    @Test func `verdicts teach: what keeps failing on a model moves its messages up`() async throws {
        let lab = try RoutingLab()
        for _ in 0..<40 {
            let conversation = try await lab.test.runtime.newConversation()
            _ = try await conversation.send("What is a monad?", onEvent: lab.test.log.sink)
            // The same question again: the first answer was no good.
            _ = try await conversation.send("What is a monad?", onEvent: lab.test.log.sink)
            let other = try await lab.test.runtime.newConversation()
            _ = try await other.send("What is bread?", onEvent: lab.test.log.sink)
            _ = try await other.send("Thanks.", onEvent: lab.test.log.sink)
        }
        let decisions = try await lab.test.ledger.attempts(SpendFilter(), limit: 1_000)
        #expect(decisions.first?.start.model == RoutingLab.nano)
        let last = try await lab.test.send("What is a monad?")
        #expect(last.route.model != RoutingLab.nano)
    }

    @Test func `a budget that does not pay for a model rules it out`() async throws {
        let lab = try RoutingLab()
        let conversation = try await lab.test.runtime.newConversation()
        _ = try await conversation.send(Self.easy, onEvent: lab.test.log.sink)
        try await lab.test.ledger.record(
            BudgetChange(
                at: lab.test.clock.now, account: BudgetAccountID(scope: .conversation(conversation.id)), action: .set,
                limits: BudgetLimits(usd: Money(picodollars: 60_000_000_000)), who: "test"))
        _ = try await conversation.send(Self.hard, onEvent: lab.test.log.sink)
        #expect(try await lab.asked() == ["nano", "mini"])
    }

    @Test func `a provider that fails three times in a row is left alone for half a minute`() async throws {
        let tiny = ModelID(provider: "sick", name: "tiny")
        let sick = ScriptedModel(profile: ModelProfile(id: tiny, contextWindow: 128_000)) { _, _ in
            throw ModelError(.authentication, "no key")
        }
        let lab = try RoutingLab(others: [sick], rules: { $0.tiers[.simple] = [tiny, RoutingLab.nano] })
        // In conversations of their own, where no prompt cache is warm.
        for text in ["What is Python?", "Who made it?", "When was that?", "Where was that?"] {
            _ = try await lab.test.send(text)
        }
        #expect(try await lab.asked() == ["tiny", "nano", "tiny", "nano", "tiny", "nano", "nano"])
    }
}
