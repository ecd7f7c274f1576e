import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

/// Embeds texts when a turn begins, and keeps what came of it.
private struct Embedder: Extension {
    let manifest = ExtensionManifest(name: "embedder", summary: "Embeds.")
    let texts: [String]
    var dimensions: Int?
    var watchesAttempts = false
    let seen = NIOLockedValueBox<(vectors: [[Float]], error: ModelError?, attempts: [ModelAttempt])>(([], nil, []))

    func register(in hooks: inout Hooks, for run: Run) {
        hooks.monologueStart.add(timeout: .seconds(60)) { [texts, dimensions, seen] _ in
            do {
                let vectors = try await run.embed(texts, purpose: .memory, dimensions: dimensions).vectors
                seen.withLockedValue { $0.vectors = vectors }
            } catch let error as ModelError {
                seen.withLockedValue { $0.error = error }
            }
        }
        if watchesAttempts {
            hooks.modelAttempt.add { [seen] attempt, next in
                seen.withLockedValue { $0.attempts.append(attempt) }
                return try await next(attempt)
            }
        }
    }
}

@Suite struct EmbeddingCallTests {
    private func run(
        _ texts: [String], on model: ScriptedEmbeddingModel, dimensions: Int? = nil, watchesAttempts: Bool = false
    ) async throws -> (embedder: Embedder, attempts: [AttemptRecord]) {
        let embedder = Embedder(texts: texts, dimensions: dimensions, watchesAttempts: watchesAttempts)
        let test = try TestRuntime(ScriptedModel([.text("Done.")]), embeddings: [model], extensions: [embedder])
        _ = try await test.send("go")
        return (
            embedder, try await test.ledger.attempts(SpendFilter(), limit: 99).filter { $0.start.slot == .embedding }
        )
    }

    @Test func `texts go in one request, each different one once, and come back in order at length 1`() async throws {
        let model = ScriptedEmbeddingModel(vector: { $0 == "up" ? [0, 5] : [3, 4] })
        let (embedder, attempts) = try await run(["up", "aside", "up"], on: model)
        #expect(model.requests == [["up", "aside"]])
        #expect(embedder.seen.withLockedValue { $0.vectors } == [[0, 1], [0.6, 0.8], [0, 1]])
        #expect(attempts.map { $0.settlement?.usage.input } == [6])
        #expect(attempts.map { $0.settlement?.cost } == [Money(picodollars: 6_000_000)])
        #expect(attempts.first?.start.purpose == .memory)
    }

    @Test func `a call over the provider's limits is split, and every request is priced and recorded`() async throws {
        let model = ScriptedEmbeddingModel(limits: EmbeddingLimits(texts: 3, tokens: 4))
        let texts = ["a b c", "d", "e", "f", "g h i j k", "l"]
        let (embedder, attempts) = try await run(texts, on: model)
        #expect(model.requests == [["a b c", "d"], ["e", "f"], ["g h i j k"], ["l"]])
        #expect(embedder.seen.withLockedValue { $0.vectors.count } == 6)
        #expect(attempts.map(\.start.promptTokens) == [4, 2, 5, 1])
        #expect(attempts.map(\.start.number) == [0, 1, 2, 3])
        #expect(Set(attempts.map(\.start.call)).count == 1)
    }

    @Test func `an embedding attempt passes around the attempt like any other`() async throws {
        let model = ScriptedEmbeddingModel()
        let (embedder, _) = try await run(["one two"], on: model, watchesAttempts: true)
        let attempts = embedder.seen.withLockedValue { $0.attempts }.filter { $0.start.slot == .embedding }
        #expect(attempts.map { $0.request.messages.map(\.text) } == [["one two"]])
        #expect(attempts.map(\.start.worstCase) == [Money(picodollars: 2_000_000)])
        #expect(embedder.seen.withLockedValue { $0.vectors.count } == 1)
    }

    @Test(arguments: [
        ([Float](), "a vector of 0 dimensions"), ([1, 2], "a vector of 2 dimensions where 3 were expected"),
        ([0, 0, 0], "without a direction"), ([.nan, 0, 1], "without a direction"),
        ([.infinity, 0, 1], "without a direction"),
    ])
    func `vectors that are not what was asked for are refused, and paid`(vector: [Float], said: String) async throws {
        let model = ScriptedEmbeddingModel(vector: { _ in vector })
        let (embedder, attempts) = try await run(["x"], on: model, dimensions: 3)
        let error = embedder.seen.withLockedValue { $0.error }
        #expect(error?.code == .malformedReply)
        #expect(error?.message.contains(said) == true)
        #expect(attempts.map { $0.settlement?.cost } == [Money(picodollars: 3_000_000)])
    }

    @Test func `an empty text and one over the limit are refused before anything is sent`() async throws {
        let model = ScriptedEmbeddingModel(limits: EmbeddingLimits(tokensPerText: 2))
        let empty = try await run(["a", ""], on: model).embedder.seen.withLockedValue { $0.error }
        #expect(empty?.message == "text 2 of 2 is empty: an empty text has no vector")
        let long = try await run(["a b c"], on: model)
        #expect(long.embedder.seen.withLockedValue { $0.error?.code } == .contextTooLong)
        #expect(model.requests.isEmpty)
        #expect(long.attempts.isEmpty)
    }
}
