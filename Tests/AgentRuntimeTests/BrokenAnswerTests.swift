import AgentRuntime
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

/// Stands around every call.
private struct Around: Extension {
    let manifest = ExtensionManifest(name: "around", summary: "")
    let handler: Wrap<ModelCall, ModelResponse>.Handler

    func register(in hooks: inout Hooks, for run: Run) { hooks.modelCall.add(handler) }
}

/// Fails whenever a call is over, and says no to that.
private struct Grumbling: Extension {
    struct Grumble: Error {}

    let manifest = ExtensionManifest(name: "grumbling", summary: "")
    let outcomes = NIOLockedValueBox<[String]>([])

    func register(in hooks: inout Hooks, for run: Run) {
        let outcomes = outcomes
        hooks.chatModelCallAfter.add(onFailure: .propagate) { report in
            let outcome = "chat \(report.outcome)"
            outcomes.withLockedValue { $0.append(outcome) }
            throw Grumble()
        }
        hooks.embeddingCallAfter.add(onFailure: .propagate) { report in
            let outcome = "embedding \(report.outcome)"
            outcomes.withLockedValue { $0.append(outcome) }
            throw Grumble()
        }
    }
}

/// Embeds a text when a turn begins.
private struct Embedding: Extension {
    let manifest = ExtensionManifest(name: "embedding", summary: "")

    func register(in hooks: inout Hooks, for run: Run) {
        hooks.monologueStart.add { _ in _ = try await run.embed(["a"], purpose: .memory) }
    }
}

@Suite struct BrokenAnswerTests {
    private static let cut = ScriptedReply.text("One two three.").failing(
        ModelError(.network, "cut", mayBeBilled: true), afterSteps: 2)

    private static let substitute = Around { call, next in
        do {
            return try await next(call)
        } catch {
            return ModelResponse(message: Message(.assistant, "Instead."), finishReason: .stop, usage: .missing)
        }
    }

    @Test func `nothing stands in the place of an answer that broke off while it was shown`() async throws {
        let test = try TestRuntime(ScriptedModel([Self.cut]), extensions: [Self.substitute])
        let conversation = try await test.runtime.newConversation()
        let error = await #expect(throws: ModelError.self) {
            try await conversation.send("go", onEvent: test.log.sink)
        }
        #expect(error?.code == .network)
        #expect(test.log.text == "One two ")
        let stored = try #require(try await test.ledger.conversation(conversation.id))
        #expect(stored.messages.map(\.message.text) == ["go", "One two "])
        #expect(stored.messages.map(\.origin) == [.person, .partial])
    }

    @Test func `an answer of which nothing was shown is replaced`() async throws {
        let model = ScriptedModel([.failure(ModelError(.authentication, "bad key"))])
        let test = try TestRuntime(model, extensions: [Self.substitute])
        #expect(try await test.send("go").text == "Instead.")
        #expect(test.log.text == "Instead.")
    }

    @Test func `nobody is asked again after an answer that broke off while it was shown`() async throws {
        let stubborn = Around { call, next in
            do {
                return try await next(call)
            } catch {
                return try await next(call)
            }
        }
        let model = ScriptedModel([Self.cut, .text("Again.")])
        let test = try TestRuntime(model, extensions: [stubborn])
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.code == .network)
        #expect(model.requests.count == 1)
        #expect(test.log.text == "One two ")
    }

    @Test func `a handler that fails after an answer is told of the call once`() async throws {
        let chat = Grumbling()
        let test = try TestRuntime(ScriptedModel([.text("Done.")]), extensions: [chat])
        let error = await #expect(throws: HookError.self) { try await test.send("go") }
        #expect(error?.point == .chatModelCallAfter)
        #expect(chat.outcomes.withLockedValue { $0 } == ["chat succeeded"])

        let vectors = Grumbling()
        let other = try TestRuntime(
            ScriptedModel([.text("Done.")]), embeddings: [ScriptedEmbeddingModel()],
            extensions: [vectors, Embedding()])
        let refused = await #expect(throws: HookError.self) { try await other.send("go") }
        #expect(refused?.point == .embeddingCallAfter)
        #expect(vectors.outcomes.withLockedValue { $0 } == ["embedding succeeded"])
    }
}
