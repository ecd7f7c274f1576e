import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import AgentRuntime

@Suite struct MicroBatchedEmbeddingModelTests {
    private let clock = ManualClock()

    @Test func `requests that come together go as one, and each has its vectors and its share`() async throws {
        let inner = ScriptedEmbeddingModel(tokensPerText: 5)
        let model = MicroBatchedEmbeddingModel(inner, clock: clock)
        try await withThrowingTaskGroup(of: (Int, EmbeddingResponse).self) { group in
            for number in 0..<3 {
                group.addTask { (number, try await model.embed(["text \(number)"], dimensions: nil)) }
                // One after the other, so that the order of the batch is known.
                while inner.requests.isEmpty, model.waitingCount <= number { await Task.yield() }
            }
            await clock.sleepers(atLeast: 1)
            #expect(inner.requests.isEmpty)
            clock.advance(by: .milliseconds(100))
            for try await (number, response) in group {
                #expect(response.vectors == [ScriptedEmbeddingModel.words("text \(number)", dimensions: 16)])
                #expect(response.usage == UsageReport(Usage(input: 5), source: .provider))
            }
        }
        #expect(inner.requests == [["text 0", "text 1", "text 2"]])
    }

    @Test func `a full batch does not wait for its time`() async throws {
        let inner = ScriptedEmbeddingModel()
        let model = MicroBatchedEmbeddingModel(
            inner, limits: MicroBatchLimits(size: 2, range: 2...2), clock: clock)
        async let first = model.embed(["a"], dimensions: nil)
        async let second = model.embed(["b"], dimensions: nil)
        _ = try await (first, second)
        #expect(inner.requests.count == 1)
        #expect(clock.sleeperCount == 0)
    }

    @Test func `one that is cancelled leaves the others alone`() async throws {
        let inner = ScriptedEmbeddingModel()
        let model = MicroBatchedEmbeddingModel(inner, clock: clock)
        let doomed = Task { try await model.embed(["a"], dimensions: nil) }
        while model.waitingCount < 1 { await Task.yield() }
        async let kept = model.embed(["b"], dimensions: nil)
        while model.waitingCount < 2 { await Task.yield() }
        doomed.cancel()
        await #expect(throws: CancellationError.self) { try await doomed.value }
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .milliseconds(100))
        _ = try await kept
        #expect(inner.requests == [["b"]])
    }

    @Test func `everybody hears of a failure`() async throws {
        let inner = ScriptedEmbeddingModel(failing: [ModelError(.overloaded, "full house")])
        let model = MicroBatchedEmbeddingModel(
            inner, limits: MicroBatchLimits(size: 2, range: 2...2), clock: clock)
        let callers = ["a", "b"].map { text in Task { try await model.embed([text], dimensions: nil) } }
        for caller in callers { await #expect(throws: ModelError.self) { try await caller.value } }
    }

    @Test func `a long request goes alone and at once`() async throws {
        let inner = ScriptedEmbeddingModel()
        let model = MicroBatchedEmbeddingModel(inner, clock: clock)
        _ = try await model.embed([String(repeating: "word ", count: 2000)], dimensions: nil)
        #expect(inner.requests.count == 1)
    }

    @Test func `shares of usage and cost are the whole, to the token and the pico-dollar`() {
        let whole = UsageReport(
            Usage(input: 100), source: .provider, reportedCost: Money(picodollars: 1_000_001))
        let shares = whole.shares([1, 1, 1])
        #expect(shares.map(\.usage.input) == [34, 33, 33])
        #expect(shares.map(\.reportedCost?.picodollars) == [333_335, 333_333, 333_333])
        #expect(whole.shares([7]) == [whole])
    }
}
