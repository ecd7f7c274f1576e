import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

/// A provider in trouble, in virtual time: three requests in ten fail for two minutes, then all of them for one, then it
/// is well again. Another provider stands by.
@Suite struct BrownOutTests {
    private enum Phase { case brown, out, well }

    private static func phase(at time: Duration) -> Phase {
        time < .seconds(120) ? .brown : time < .seconds(180) ? .out : .well
    }

    @Test func `adds at most a tenth to the load, answers every call, and comes back within two trials`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("brown-out: seed \(seed)")
        let random = NIOLockedValueBox(SeededRandom(seed: seed))
        let clock = ManualClock()
        let asked = NIOLockedValueBox<[Duration]>([])
        let primary = ScriptedModel { _, _ in
            let now = clock.uptime
            asked.withLockedValue { $0.append(now) }
            let isUnlucky = random.withLockedValue { Double.random(in: 0..<1, using: &$0) } < 0.3
            switch Self.phase(at: now) {
            case .out: throw ModelError(.overloaded, "out", status: 503)
            case .brown where isUnlucky: throw ModelError(.server, "brown", status: 500)
            default: return .text("primary")
            }
        }
        let standby = ScriptedModel(
            profile: ModelProfile(id: ModelID(provider: "standby", name: "m"), maxOutputTokens: 100)
        ) { _, _ in .text("standby") }
        let test = try TestRuntime(
            primary, others: [standby], fallbacks: [standby.profile.id], clock: clock)

        let finished = NIOLockedValueBox<[(at: Duration, text: String?)]>([])
        var calls = 0
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Ten calls a second for five minutes; then until the last has ended.
            while clock.uptime < .seconds(300) || finished.withLockedValue({ $0.count }) < calls {
                if clock.uptime < .seconds(300) {
                    calls += 1
                    group.addTask {
                        // A call that fails counts as one without a text.
                        let result = try? await test.send("go")
                        finished.withLockedValue { $0.append((clock.uptime, result?.text)) }
                    }
                }
                // Until everybody has ended or sleeps.
                while finished.withLockedValue({ $0.count }) + clock.sleeperCount < calls { await Task.yield() }
                clock.advance(by: .milliseconds(100))
            }
            try await group.waitForAll()
        }
        let requests = asked.withLockedValue { $0 }
        let answers = finished.withLockedValue { $0 }
        #expect(answers.count == 3000)
        // The standby never fails, so neither does a call.
        #expect(answers.allSatisfy { $0.text != nil }, "seed \(seed)")
        for (from, to) in [(0, 120), (120, 180), (0, 300)] {
            let load = requests.count { .seconds(from) <= $0 && $0 < .seconds(to) }
            #expect(Double(load) <= 1.1 * Double((to - from) * 10), "\(from)–\(to): \(load), seed \(seed)")
        }
        // While it is out, it gets what it takes to notice, then one trial in ten seconds.
        let trials = requests.count { .seconds(125) <= $0 && $0 < .seconds(180) }
        #expect(trials <= 7, "\(trials) seed \(seed)")
        let back = answers.first { $0.at >= .seconds(180) && $0.text == "primary" }?.at
        #expect(back.map { $0 <= .seconds(180) + CircuitBreaker.interval * 2 } == true, "\(String(describing: back))")
    }
}
