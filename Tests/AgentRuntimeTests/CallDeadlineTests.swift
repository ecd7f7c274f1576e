import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

@Suite struct CallDeadlineTests {
    private func deadline(_ seconds: Int) -> RetryPolicy {
        var retry = RetryPolicy()
        retry.deadline = .seconds(seconds)
        return retry
    }

    @Test func `the deadline cuts an answer that has begun, and what was said is paid`() async throws {
        let gate = Gate()
        let reply = ScriptedReply([
            .event(.started(id: "r", servedModel: nil)), .event(.textDelta("one two")), .gate(gate),
        ])
        let test = try TestRuntime(ScriptedModel([reply, .text("never")]), retry: deadline(30))
        let turn = Task { try await test.send("go") }  // ends with the test
        await test.clock.sleepers(atLeast: 1)
        test.clock.advance(by: .seconds(29))
        #expect(test.clock.untilNextWake == .seconds(1))
        test.clock.advance(by: .seconds(1))
        let error = await #expect(throws: ModelError.self) { try await turn.value }
        #expect(error?.code == .timeout)
        #expect(error?.message == "scripted/model did not answer in the time that the request has.")
        let attempts = try await test.ledger.attempts(SpendFilter(), limit: 9)
        #expect(attempts.map { $0.settlement?.usage.output } == [2])
        #expect(test.clock.sleeperCount == 0)
    }

    @Test func `no other model is asked after the deadline`() async throws {
        let gate = Gate()
        let slow = ScriptedModel([ScriptedReply([.gate(gate)])])
        let other = ScriptedModel([.text("never")], profile: ModelProfile(id: ModelID(provider: "o", name: "o")))
        let test = try TestRuntime(slow, others: [other], fallbacks: [other.profile.id], retry: deadline(5))
        let turn = Task { try await test.send("go") }  // ends with the test
        await test.clock.sleepers(atLeast: 1)
        test.clock.advance(by: .seconds(5))
        await #expect(throws: ModelError.self) { try await turn.value }
        #expect(other.requests.isEmpty)
    }

    @Test func `a call may have less time than the settings allow, never more`() async throws {
        for (own, expected) in [(3, 3), (300, 30)] {
            let gate = Gate()
            let asker = Asker(timeLimit: .seconds(own))
            let test = try TestRuntime(
                ScriptedModel([ScriptedReply([.gate(gate)]), .text("Done.")]), extensions: [asker],
                retry: deadline(30))
            async let turn = test.send("go")
            await test.clock.sleepers(atLeast: 2)
            test.clock.advance(by: .seconds(expected) - .milliseconds(1))
            #expect(asker.error.withLockedValue { $0 } == nil)
            test.clock.advance(by: .milliseconds(1))
            #expect(try await turn.text == "Done.")
            #expect(asker.error.withLockedValue { $0 } == .timeout)
        }
    }

    @Test func `an answer that came before anybody looked counts`() async throws {
        let clock = ManualClock()
        let answer = try await underDeadline(.zero, clock: clock, model: ModelID(provider: "a", name: "b")) { 7 }
        #expect(answer == 7)
        let late = try await underDeadline(.zero, clock: clock, model: ModelID(provider: "a", name: "b")) {
            // Does not heed that it is cancelled, and comes to its end.
            for _ in 0..<10 { await Task.yield() }
            return 8
        }
        #expect(late == 8)
    }

    @Test func `whoever cancels hears of that and not of the deadline`() async throws {
        let gate = Gate()
        let clock = ManualClock()
        let task = Task {  // cancelled below
            try await underDeadline(.seconds(5), clock: clock, model: ModelID(provider: "a", name: "b")) {
                try await gate.wait()
            }
        }
        await clock.sleepers(atLeast: 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleeperCount == 0)
    }
}

/// Asks the model when a turn begins, with a time limit of its own.
private struct Asker: Extension {
    let manifest = ExtensionManifest(name: "asker", summary: "")
    let timeLimit: Duration
    let error = NIOLockedValueBox<ModelError.Code?>(nil)

    func register(in hooks: inout Hooks, for run: Run) {
        hooks.monologueStart.add(timeout: .seconds(1000)) { [timeLimit, error] _ in
            let request = ModelRequest(model: ScriptedModel.usualProfile.id, messages: [Message(.user, "?")])
            let call = ModelCall(
                id: CallID(at: run.clock.now), slot: .utility, purpose: .summary, iteration: 0, request: request,
                timeLimit: timeLimit)
            do {
                _ = try await run.perform(call) { _ in }
            } catch let failure as ModelError {
                error.withLockedValue { $0 = failure.code }
            }
        }
    }
}
