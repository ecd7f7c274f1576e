import AgentRuntime
import ComplexityRouting
import ExactJSON
import FarthingTesting
import LanguageModels
import Testing

/// A model that cannot take a request is never asked, however cheap it is.
@Suite struct RouterVetoTests {
    private static let tiny = ModelID(provider: "lab", name: "tiny")

    /// The cheapest model of all, with a profile; and one in the lab's tier above that sees images.
    private func lab(
        _ change: (inout ModelProfile) -> Void = { _ in }, limits: [ModelID: ModelRateLimits] = [:]
    ) throws -> RoutingLab {
        var profile = ModelProfile(id: Self.tiny, contextWindow: 128_000, maxOutputTokens: 4_096)
        change(&profile)
        let tiny = ScriptedModel(profile: profile) { _, _ in .text("From tiny.") }
        let seeing = ModelProfile(
            id: ModelID(provider: "lab", name: "seeing"), contextWindow: 128_000, maxOutputTokens: 4_096,
            seesImages: true)
        return try RoutingLab(
            others: [tiny, ScriptedModel(profile: seeing) { _, _ in .text("I see.") }],
            rules: {
                $0.tiers[.simple] = [Self.tiny, RoutingLab.nano]
                $0.tiers[.premium] = [RoutingLab.large, seeing.id]
            },
            limits: limits)
    }

    /// Why the cheapest model was out in the latest decision.
    private func vetoes(_ lab: RoutingLab) async throws -> [Candidate.Veto]? {
        let attempts = try await lab.test.ledger.attempts(SpendFilter(), limit: 100)
        guard let id = attempts.last?.start.decision, let decision = try await lab.test.ledger.decision(id) else {
            return nil
        }
        return decision.detail["candidates"]?.arrayValue?.compactMap { Candidate(json: $0) }
            .first { $0.model == Self.tiny }?.vetoes
    }

    @Test func `the cheapest model is asked where nothing speaks against it`() async throws {
        let lab = try lab()
        _ = try await lab.test.send("What is Python?")
        #expect(try await lab.asked() == ["tiny"])
        #expect(try await vetoes(lab) == [])
    }

    @Test func `a context that is too small rules a model out`() async throws {
        let lab = try lab { $0.contextWindow = 1_600 }
        _ = try await lab.test.send("What is Python?")
        #expect(try await lab.asked() == ["nano"])
        #expect(try await vetoes(lab) == [.context])
    }

    @Test func `so does not calling tools`() async throws {
        let lab = try lab { $0.callsTools = false }
        _ = try await lab.test.send("What is Python?")
        #expect(try await lab.asked() == ["nano"])
        #expect(try await vetoes(lab) == [.tools])
    }

    /// What a program sends, left to routing.
    private func answer(_ messages: [Message], in lab: RoutingLab) async throws {
        let request = ModelRequest(model: RoutingLab.large, messages: messages)
        _ = try await lab.test.runtime.answer(DirectRequest(request, choice: .automatic)) { _ in }
    }

    @Test func `all that a program sends must fit, not only its last message`() async throws {
        let lab = try lab { $0.contextWindow = 4_000 }
        let long = String(repeating: "word ", count: 4_000)
        try await answer([Message(.user, long), Message(.assistant, "Yes."), Message(.user, "ok")], in: lab)
        #expect(try await lab.asked() == ["nano"])
        #expect(try await vetoes(lab) == [.context])
    }

    @Test func `an image further up must be seen as well`() async throws {
        let lab = try lab()
        let image = ContentPart.image(.base64("AAA=", mediaType: "image/png"))
        let first = Message(role: .user, content: [.text("What is this?"), image])
        try await answer([first, Message(.assistant, "A cat."), Message(.user, "and now?")], in: lab)
        #expect(try await lab.asked() == ["seeing"])
    }

    @Test func `a program without tools needs no model that calls them`() async throws {
        let lab = try lab { $0.callsTools = false }
        try await answer([Message(.user, "What is Python?")], in: lab)
        #expect(try await lab.asked() == ["tiny"])
    }

    @Test func `a message with an image goes to a model that sees it, whatever its tier`() async throws {
        let lab = try lab()
        let image = ContentPart.image(.base64("AAA=", mediaType: "image/png"))
        let conversation = try await lab.test.runtime.newConversation()
        _ = try await conversation.send(
            Message(role: .user, content: [.text("What is this?"), image]), onEvent: lab.test.log.sink)
        #expect(try await lab.asked() == ["seeing"])
        #expect(try await vetoes(lab) == [.vision])
    }

    @Test func `a model whose rate limit makes it wait is passed over until there is room`() async throws {
        let lab = try lab(limits: [Self.tiny: ModelRateLimits(requests: 1)])
        for text in ["What is Python?", "Who made it?"] { _ = try await lab.test.send(text) }
        #expect(try await lab.asked() == ["tiny", "nano"])
        #expect(try await vetoes(lab) == [.rate])
        lab.test.clock.advance(by: .seconds(61))
        _ = try await lab.test.send("When was that?")
        #expect(try await lab.asked() == ["tiny", "nano", "tiny"])
    }

    @Test func `what cannot be reached is out, and where nothing can be the slot's own model answers`() async throws {
        let gone = ModelID(provider: "gone", name: "cheap")
        let lab = try RoutingLab(rules: { $0.tiers[.simple] = [gone, RoutingLab.nano] })
        _ = try await lab.test.send("What is Python?")
        #expect(try await lab.asked() == ["nano"])
        let alone = try RoutingLab(rules: { $0.tiers = [.simple: [gone], .standard: [gone], .premium: [gone]] })
        #expect(try await alone.test.send("What is Python?").text == "From the slot's own model.")
    }
}
