import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct RateGateTests {
    private let id = ScriptedModel.usualProfile.id

    private func test(
        _ replies: [ScriptedReply], _ limits: ModelRateLimits, extensions: [any Extension] = []
    ) throws -> TestRuntime {
        try TestRuntime(ScriptedModel(replies), extensions: extensions, rateLimits: [id: limits])
    }

    @Test func `a request over the limit waits exactly until it fits, and says so`() async throws {
        let test = try test([.text("one"), .text("two")], ModelRateLimits(requests: 1))
        _ = try await test.send("go")
        async let second = test.send("go")
        await test.clock.sleepers(atLeast: 1)
        #expect(test.clock.untilNextWake == .milliseconds(60_500))
        let wait = test.log.events.compactMap { if case .waiting(let wait) = $0 { wait } else { nil } }
        #expect(
            wait == [RateWait(model: id, limit: "1 requests a minute", expected: .milliseconds(60_500), ahead: 0)])
        #expect(test.model.requests.count == 1)
        test.clock.advance(by: .milliseconds(60_500))
        let result = try await second
        #expect(result.text == "two")
        // It is sent when it is let through, and that is when the books say it began.
        #expect(result.attempts[0].start.startedAt == test.clock.now)
    }

    @Test func `what was not used is given back at once`() async throws {
        let limits = ModelRateLimits(outputTokens: 20_000)
        let test = try test(
            [.text("a"), .text("b")], limits)
        // Each reserves the model's 16,384 output tokens.
        _ = try await test.send("go")
        _ = try await test.send("go")
        #expect(test.clock.sleeperCount == 0)
    }

    @Test func `cancelling frees the place at once`() async throws {
        let test = try test([.text("one"), .text("two")], ModelRateLimits(requests: 1))
        _ = try await test.send("go")
        let waiting = Task { try await test.send("go") }  // cancelled below
        await test.clock.sleepers(atLeast: 1)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(test.model.requests.count == 1)
        async let third = test.send("go")
        await test.clock.sleepers(atLeast: 1)
        test.clock.advance(by: .milliseconds(60_500))
        #expect(try await third.text == "two")
    }

    @Test func `a request that can never fit fails at once, unsent and unrecorded, and says why`() async throws {
        let test = try test([.text("never")], ModelRateLimits(inputTokens: 2))
        let error = await #expect(throws: ModelError.self) { try await test.send("one two three") }
        #expect(error?.code == .overRateLimit)
        #expect(error?.message.contains("6 input tokens") == true, "\(String(describing: error))")
        #expect(test.model.requests.isEmpty)
        #expect(try await test.ledger.attempts(SpendFilter(), limit: 9).isEmpty)
    }

    @Test func `an answer that nobody bounded is bounded by the limit`() async throws {
        let test = try test([.text("ok")], ModelRateLimits(outputTokens: 500))
        _ = try await test.send("go")
        #expect(test.model.requests.first?.maxOutputTokens == 500)
    }

    @Test func `background calls are limited too, but quiet`() async throws {
        struct Title: Extension {
            let manifest = ExtensionManifest(name: "title", summary: "")
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.monologueEnd.add(timeout: .seconds(600)) { (state: inout LoopState) async throws in
                    _ = try await run.askUtility(system: "Title?", message: "x", purpose: .title)
                }
            }
        }
        let test = try test(
            [.text("one"), .text("Title")], ModelRateLimits(requests: 1), extensions: [Title()])
        async let turn = test.send("go")
        // The handler's time limit and the rate limit both wait on the clock.
        await test.clock.sleepers(atLeast: 2)
        #expect(test.model.requests.count == 1)
        test.clock.advance(by: .milliseconds(60_500))
        _ = try await turn
        #expect(test.model.requests.count == 2)
        #expect(!test.log.outline.contains { $0.hasPrefix("wait") })
    }

    @Test func `learns the provider's limit from its headers`() async throws {
        let headers = ProviderLimits(requests: .init(limit: 3, remaining: 0, reset: .seconds(20)))
        let test = try test([.text("one").limited(headers), .text("two")], ModelRateLimits())
        _ = try await test.send("go")
        async let second = test.send("go")
        await test.clock.sleepers(atLeast: 1)
        #expect(test.clock.untilNextWake == .seconds(20))
        test.clock.advance(by: .seconds(20))
        #expect(try await second.text == "two")
    }

    @Test func `a failed request keeps its place in the window, and its tokens come back`() async throws {
        let test = try test(
            [.failure(ModelError(.invalidRequest, "no")), .text("ok")], ModelRateLimits(requests: 2, inputTokens: 10))
        await #expect(throws: ModelError.self) { try await test.send("one two three") }
        _ = try await test.send("one two three")
        #expect(test.clock.sleeperCount == 0)
    }
}
