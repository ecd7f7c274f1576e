import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// A provider in trouble, over real sockets and in virtual time: three requests in ten fail for two minutes, then all
/// of them for one, each in another way, and then it is well again. The other provider fails now and then, too.
@Suite struct BrownOutOnSocketsTests {
    private static let brown = Duration.seconds(120)
    private static let out = Duration.seconds(180)
    private static let end = Duration.seconds(300)

    private static let faults: [MockFault] = [
        .status(500, message: "kaput"), .status(503, message: "full house"), .reset(afterChunks: 0),
        .cut(afterChunks: 0),
    ]

    @Test func `adds at most a tenth to the load, answers as often as the other one, and comes back`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("brown-out on sockets: seed \(seed)")
        let random = NIOLockedValueBox(SeededRandom(seed: seed))
        @Sendable func chance(_ odds: Double) -> Bool {
            random.withLockedValue { Double.random(in: 0..<1, using: &$0) } < odds
        }
        let clock = TwoClocks()
        let asked = NIOLockedValueBox<[Duration]>([])
        let primary = try MockProviderServer { request in
            let now = clock.uptime
            asked.withLockedValue { $0.append(now) }
            let odds = now < Self.brown ? 0.3 : now < Self.out ? 1 : 0
            guard chance(odds) else { return .text("primary") }
            return .fault(Self.faults[request.index % Self.faults.count])
        }
        let standby = try MockProviderServer { _ in
            chance(0.02) ? .fault(.status(503, message: "busy")) : .text("standby")
        }
        defer {
            primary.stop()
            standby.stop()
        }
        let other = ModelID(provider: "standby", name: "m")
        let mocked = try MockedRuntime(
            ["primary": primary, "standby": standby], chat: ModelID(provider: "primary", name: "m"),
            fallbacks: [other], clock: clock)

        let finished = NIOLockedValueBox<[(at: Duration, text: String?)]>([])
        var calls = 0
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Four calls a second; then until the last has ended.
            while clock.uptime < Self.end || finished.withLockedValue({ $0.count }) < calls {
                if clock.uptime < Self.end {
                    calls += 1
                    group.addTask {
                        // A call that fails counts as one without a text.
                        let result = try? await mocked.send("go")
                        finished.withLockedValue { $0.append((clock.uptime, result?.text)) }
                    }
                }
                // Until everybody has ended or waits for the clock: nobody is at a provider.
                while clock.waits.sleeperCount + finished.withLockedValue({ $0.count }) < calls { await Task.yield() }
                clock.advance(by: .milliseconds(250))
            }
            try await group.waitForAll()
        }
        let requests = asked.withLockedValue { $0 }
        let answers = finished.withLockedValue { $0 }
        #expect(answers.count == 1200)

        // Load: what a provider in trouble gets is at most a tenth more than the calls that were made meanwhile.
        for (from, to) in [(Duration.zero, Self.brown), (Self.brown, Self.out), (.zero, Self.end)] {
            let load = requests.count { from <= $0 && $0 < to }
            let most = 1.1 * ((to - from) / Duration.milliseconds(250))
            #expect(Double(load) <= most, "\(from) to \(to): \(load), seed \(seed)")
        }
        // Success: not below what the other one answers of its requests.
        let failed = answers.count { $0.text == nil }
        let availability = Double(standby.bill.charges.count) / Double(standby.requests.count)
        #expect(1 - Double(failed) / 1200 >= availability, "\(failed) failed, seed \(seed)")
        // Recovery: within two trials of its being well.
        let back = answers.first { $0.at >= Self.out && $0.text == "primary" }?.at
        #expect(
            back.map { $0 <= Self.out + CircuitBreaker.interval * 2 } == true, "\(String(describing: back)) \(seed)")
        // And whatever happened, the books hold what both of them charged.
        let paid = try await mocked.attempts().count { $0.settlement?.outcome == .succeeded }
        let charges = primary.bill.charges + standby.bill.charges
        #expect(paid == charges.count(where: \.isWhole))
    }
}
