import AgentRuntime
import ComplexityRouting
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct SwitchModelTests {
    private static let easy = "What is Python?"

    private func call(_ model: String, _ scope: String? = nil) -> ScriptedReply {
        let scope = scope.map { #","scope":"\#($0)""# } ?? ""
        return .toolCall("switch_model", #"{"model":"\#(model)","reason":"it is hard"\#(scope)}"#)
    }

    @Test func `for a step: the pass after it goes back`() async throws {
        // The premium model calls a tool that is not there, so that there is another pass.
        let lab = try RoutingLab(
            nano: [call("premium", "iteration"), .text("Done."), .text("Guido.")], large: [.toolCall("look")])
        let conversation = try await lab.test.runtime.newConversation()
        _ = try await conversation.send(Self.easy, onEvent: lab.test.log.sink)
        #expect(try await lab.asked() == ["nano", "large", "nano"])
        _ = try await conversation.send("And who made it?", onEvent: lab.test.log.sink)
        #expect(try await lab.asked().last == "nano")
    }

    @Test func `for a message: the next one is decided by the task again`() async throws {
        let lab = try RoutingLab(nano: [call("lab/large"), .text("Python is a language.")])
        let conversation = try await lab.test.runtime.newConversation()
        _ = try await conversation.send(Self.easy, onEvent: lab.test.log.sink)
        _ = try await conversation.send("And who made it?", onEvent: lab.test.log.sink)
        #expect(try await lab.asked() == ["nano", "large", "nano"])
    }

    @Test func `for a conversation: until auto takes it back`() async throws {
        let lab = try RoutingLab(nano: [call("mini", "conversation"), .text("Guido.")])
        let conversation = try await lab.test.runtime.newConversation()
        _ = try await conversation.send(Self.easy, onEvent: lab.test.log.sink)
        _ = try await conversation.send("And who made it?", onEvent: lab.test.log.sink)
        #expect(try await lab.asked() == ["nano", "mini", "mini"])
    }

    @Test func `the person is told, with the price of the prompt cache that is left`() async throws {
        let lab = try RoutingLab(nano: [call("premium"), .text("Done.")])
        _ = try await lab.test.send(Self.easy)
        let notice = try #require(lab.notices.first)
        #expect(notice.hasPrefix("The model switches to premium: it is hard It leaves a prompt cache of "))
        #expect(notice.hasSuffix(" more for the next request."))
    }

    @Test func `with the policy auto nobody is told, with approve the person is asked`() async throws {
        let silent = try RoutingLab(nano: [call("premium"), .text("Done.")], rules: { $0.switchPolicy = .auto })
        _ = try await silent.test.send(Self.easy)
        #expect(silent.notices.isEmpty)
        #expect(try await silent.asked() == ["nano", "large"])
        let person = ScriptedPerson([.no("too dear")])
        let asking = try RoutingLab(
            nano: [call("premium"), .text("Then I stay.")], rules: { $0.switchPolicy = .approve }, person: person)
        #expect(try await asking.test.send(Self.easy).text == "Then I stay.")
        #expect(try await asking.asked() == ["nano", "nano"])
        #expect(person.questions.map(\.asker) == ["switch_model"])
        #expect(person.questions.first?.detail == "it is hard")
    }

    @Test(
        arguments: [
            ("gpt-99", nil, "There is no model or tier \"gpt-99\"."),
            ("premium", "forever", "\"forever\" is not a scope"),
        ] as [(String, String?, String)])
    func `what cannot be switched to is told to the model`(model: String, scope: String?, message: String) async throws
    {
        let lab = try RoutingLab(nano: [call(model, scope), .text("I stay.")])
        let result = try await lab.test.send(Self.easy)
        #expect(result.toolCalls.first?.result.isError == true)
        #expect(result.toolCalls.first?.result.text.contains(message) == true)
    }

    @Test func `a person's wish holds for the next message, for any model, and says what it costs`() async throws {
        let router = ComplexityRouting(
            RoutingRules(tiers: [
                .simple: [RoutingLab.nano], .standard: [RoutingLab.mini], .premium: [RoutingLab.large],
            ]))
        func model(_ id: ModelID) -> ScriptedModel {
            ScriptedModel(profile: ModelProfile(id: id, contextWindow: 128_000, maxOutputTokens: 4_096)) { _, _ in
                .text("Yes.")
            }
        }
        let test = try TestRuntime(
            model(RoutingLab.nano), others: [model(RoutingLab.mini), model(RoutingLab.large)], extensions: [router],
            pricing: RoutingLab.TierPricing())
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send(Self.easy, onEvent: test.log.sink)
        let quote = try #require(
            router.wish(
                .tier(.premium), scope: .monologue, in: conversation.id, prices: RoutingLab.TierPricing(),
                at: test.clock.now))
        #expect(quote.model == RoutingLab.large)
        #expect(quote.cachedTokens > 0)
        #expect(quote.loss == Money(picodollars: Int64(quote.cachedTokens) * 22_500_000))
        _ = try await conversation.send("And who made it?", onEvent: test.log.sink)
        _ = try await conversation.send("And where?", onEvent: test.log.sink)
        let asked = try await test.ledger.attempts(SpendFilter(), limit: 10).map(\.start.model.name)
        #expect(asked == ["nano", "large", "nano"])
        test.clock.advance(by: .seconds(301))
        #expect(
            router.quote(.tier(.premium), in: conversation.id, prices: RoutingLab.TierPricing(), at: test.clock.now)?
                .loss == .zero)
    }
}
