import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// A provider that enforces its limits in every window of 60 seconds and says so in its headers answers no 429: not when
/// the settings know the limits, and not when they are learned from the headers. Real sockets, virtual time.
@Suite struct EnforcedLimitsTests {
    private static let requests = 30
    private static let tokens = 400

    /// The provider's own account of the last minute.
    private struct Meter {
        var log: [(at: Duration, tokens: Int)] = []

        mutating func take(_ tokens: Int, at now: Duration) -> (isWithin: Bool, count: Int, tokens: Int) {
            log.removeAll { $0.at <= now - .seconds(60) }
            log.append((now, tokens))
            let sum = log.reduce(0) { $0 + $1.tokens }
            return (log.count <= EnforcedLimitsTests.requests && sum <= EnforcedLimitsTests.tokens, log.count, sum)
        }
    }

    private static func provider(_ clock: TwoClocks) throws -> MockProviderServer {
        let meter = NIOLockedValueBox(Meter())
        return try MockProviderServer { request in
            let usage = Usage(input: words(request), output: request.endpoint == .embeddings ? 0 : 8)
            let taken = meter.withLockedValue { $0.take(usage.input + usage.output, at: clock.uptime) }
            var reply = MockReply.text("one two three four five six seven eight").using(usage)
            if !taken.isWithin { reply = .fault(.status(429, message: "rate limit reached")) }
            return reply.header("x-ratelimit-limit-requests", "\(requests)")
                .header("x-ratelimit-remaining-requests", "\(max(0, requests - taken.count))")
                .header("x-ratelimit-reset-requests", "60s")
                .header("x-ratelimit-limit-tokens", "\(tokens)")
                .header("x-ratelimit-remaining-tokens", "\(max(0, tokens - taken.tokens))")
                .header("x-ratelimit-reset-tokens", "60s")
        }
    }

    /// As `WordTokens` counts.
    private static func words(_ request: MockRequest) -> Int {
        let messages = request.body["messages"]?.arrayValue?.map { $0["content"]?.stringValue ?? "" }
        let texts = messages ?? request.body["input"]?.arrayValue?.map { $0.stringValue ?? "" } ?? []
        return texts.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count }
    }

    @Test(arguments: [true, false], [ModelSlot.chat, .embedding])
    func `no request is answered with a 429`(areKnown: Bool, slot: ModelSlot) async throws {
        let clock = TwoClocks()
        let server = try Self.provider(clock)
        defer { server.stop() }
        let id = ModelID(provider: "strict", name: "m")
        let limits = ModelRateLimits(requests: Self.requests, inputTokens: slot == .chat ? 150 : Self.tokens)
        var retry = RetryPolicy()
        retry.deadline = .seconds(3600)
        let mocked = try MockedRuntime(
            ["strict": server], chat: id, embedding: SlotConfiguration(model: id), retry: retry,
            rateLimits: areKnown ? [id: limits] : [:], clock: clock)
        let call: @Sendable (Int) async throws -> Void = { number in
            if slot == .chat {
                _ = try await mocked.send("question number \(number)")
            } else {
                _ = try await mocked.runtime.embed(["the text of number \(number) is this"])
            }
        }
        // The first one teaches.
        try await call(0)
        let gate = mocked.runtime.upstreams.gate(of: id, key: 0)
        let finished = NIOLockedValueBox(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...120 {
                group.addTask {
                    defer { finished.withLockedValue { $0 += 1 } }
                    try await call(number)
                }
            }
            while finished.withLockedValue({ $0 }) < 120 {
                // Until all who are not done stand in line, and the line's clock is set.
                while !isQuiet(120, finished, gate, clock) { await Task.yield() }
                if let wait = clock.waits.untilNextWake { clock.advance(by: wait) }
            }
            try await group.waitForAll()
        }
        #expect(server.bill.refused == 0)
        #expect(server.bill.charges.count == 121)
        #expect(try await mocked.attempts().allSatisfy { $0.settlement?.outcome == .succeeded })
        // 121 requests at 30 a minute, or by tokens: not later than the limits make it, but for the windows' margin.
        let charged = server.bill.usage.totalTokens
        let minutes = max(121 / Self.requests, charged / (slot == .chat ? 300 : Self.tokens)) + 1
        #expect(clock.uptime <= .seconds(62 * minutes), "\(clock.uptime)")
    }

    private func isQuiet(
        _ calls: Int, _ finished: NIOLockedValueBox<Int>, _ gate: RateGate, _ clock: TwoClocks
    ) -> Bool {
        let done = finished.withLockedValue { $0 }
        return done == calls || (gate.waiting > 0 && gate.waiting + done == calls && clock.waits.sleeperCount > 0)
    }
}
