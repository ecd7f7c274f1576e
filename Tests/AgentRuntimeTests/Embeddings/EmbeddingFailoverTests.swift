import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// The embedding slot stands on the same pipeline as the others: retries, breaker, keys, fallbacks, one deadline.
@Suite struct EmbeddingFailoverTests {
    private let busy = ModelError(.overloaded, "full house", status: 503)

    private func test(_ models: [any EmbeddingModel], attempts: Int = 1) throws -> TestRuntime {
        var retry = RetryPolicy()
        retry.attempts = attempts
        retry.base = .zero
        return try TestRuntime(ScriptedModel([]), embeddings: models, retry: retry)
    }

    @Test func `another model is asked when the slot's own fails, and the answer says whose its vectors are`()
        async throws
    {
        let first = ScriptedEmbeddingModel("a/first", failing: [busy])
        let second = ScriptedEmbeddingModel("b/second")
        let test = try test([first, second])
        let (response, _, attempts) = try await test.runtime.embed(["x y"])
        #expect(response.model == second.profile.id)
        #expect(attempts.map(\.start.model) == [first.profile.id, second.profile.id])
        #expect(attempts.map(\.start.number) == [0, 1])
        #expect(attempts.map { $0.settlement?.outcome } == [.failed, .succeeded])
        #expect(attempts.allSatisfy { $0.start.slot == .embedding && $0.start.promptTokens == 2 })
    }

    @Test func `vectors of two models are never mixed: halfway, the other one makes them all`() async throws {
        // The second of its three requests fails.
        let requests = NIOLockedValueBox(0)
        let first = FallibleEmbedding(limits: EmbeddingLimits(texts: 2)) {
            if requests.withLockedValue({
                $0 += 1
                return $0
            }) == 2 {
                throw ModelError(.overloaded, "full house", status: 503)
            }
        }
        let second = ScriptedEmbeddingModel("b/second", limits: EmbeddingLimits(texts: 4))
        let test = try test([first, second])
        let texts = ["a", "b", "c", "d", "e"]
        let response = try await test.runtime.embed(texts).response
        #expect(response.model == second.profile.id)
        #expect(second.requests == [["c", "d"], ["a", "b"], ["c", "d"], ["e"]])
        #expect(response.vectors.count == 5)
        #expect(response.vectors.allSatisfy { $0.count == 16 })
    }

    @Test func `requests are as small as every model of the chain wants them`() async throws {
        let first = ScriptedEmbeddingModel("a/first", limits: EmbeddingLimits(texts: 4))
        let second = ScriptedEmbeddingModel("b/second", limits: EmbeddingLimits(texts: 2))
        let test = try test([first, second])
        _ = try await test.runtime.embed(["a", "b", "c"])
        #expect(first.requests == [["a", "b"], ["c"]])
    }

    @Test func `a model that failed often rests, and comes back after one trial`() async throws {
        let model = ScriptedEmbeddingModel("a/first", failing: Array(repeating: busy, count: 6))
        let other = ScriptedEmbeddingModel("b/second")
        let test = try test([model, other])
        for _ in 0..<10 { #expect(try await test.runtime.embed(["x"]).response.model == other.profile.id) }
        #expect(model.requests.count == 6)
        test.clock.advance(by: .seconds(10))
        #expect(try await test.runtime.embed(["x"]).response.model == model.profile.id)
        #expect(model.requests.count == 7)
    }

    @Test func `the deadline cuts a request that hangs, and it is settled as possibly billed`() async throws {
        let gate = Gate()
        let model = FallibleEmbedding(limits: EmbeddingLimits()) { try await gate.wait() }
        let test = try test([model], attempts: 3)
        let call = Task { try await test.runtime.embed(["one two three"]) }  // ends with the test
        await test.clock.sleepers(atLeast: 1)
        test.clock.advance(by: RetryPolicy().deadline)
        let error = await #expect(throws: ModelError.self) { try await call.value }
        #expect(error?.code == .timeout)
        let attempts = try await test.ledger.attempts(SpendFilter(), limit: 9)
        #expect(attempts.map { $0.settlement?.errorCode } == ["timeout"])
        #expect(attempts.map { $0.settlement?.usage.input } == [3])
    }

    @Test func `requests of one key share a batch, those of another go by themselves`() async throws {
        let inner = KeyedEmbedding()
        let clock = ManualClock()
        let model = MicroBatchedEmbeddingModel(inner, clock: clock)
        #expect(model.usableKeys == [1, 0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (text, key) in [("a", 0), ("b", 1), ("c", 0)] {
                let keyed = model.using(key: key)
                let before = model.waitingCount
                group.addTask { _ = try await keyed.embed([text], dimensions: nil) }
                while model.waitingCount == before { await Task.yield() }
            }
            await clock.sleepers(atLeast: 2)
            clock.advance(by: .milliseconds(100))
            try await group.waitForAll()
        }
        #expect(inner.asked.withLockedValue { $0.sorted() } == ["0: a c", "1: b"])
    }
}

/// An embedding model that waits or fails before it answers.
private struct FallibleEmbedding: EmbeddingModel {
    let profile = ModelProfile(id: ModelID(provider: "a", name: "fallible"))
    let limits: EmbeddingLimits
    let obstacle: @Sendable () async throws -> Void

    func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
        try await obstacle()
        return EmbeddingResponse(vectors: texts.map { _ in [1, 0] }, usage: .missing)
    }
}

/// An embedding model with two keys that notes which one was used for what.
private struct KeyedEmbedding: EmbeddingModel {
    let profile = ModelProfile(id: ModelID(provider: "a", name: "keyed"))
    var key = -1
    let asked: NIOLockedValueBox<[String]>

    init() { asked = NIOLockedValueBox([]) }

    var usableKeys: [Int] { [1, 0] }

    func using(key: Int) -> any EmbeddingModel {
        var model = self
        model.key = key
        return model
    }

    func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
        asked.withLockedValue { $0.append("\(key): \(texts.joined(separator: " "))") }
        return EmbeddingResponse(vectors: texts.map { _ in [1, 0] }, usage: .missing)
    }
}
