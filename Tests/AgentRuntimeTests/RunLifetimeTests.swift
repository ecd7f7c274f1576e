import AgentRuntime
import FarthingTesting
import LanguageModels
import Synchronization
import Testing

/// Remembers every run without keeping it, with handlers that do keep it.
private final class Witness: Extension {
    let manifest = ExtensionManifest(name: "witness", summary: "")
    private let runs = Mutex<[Weak]>([])

    private struct Weak { weak var run: Run? }

    func register(in hooks: inout Hooks, for run: Run) {
        runs.withLock { $0.append(Weak(run: run)) }
        hooks.messageLoopStart.add { _ in try await run.flush() }
        hooks.modelAttempt.add { attempt, next in
            _ = run.turn
            return try await next(attempt)
        }
        hooks.usageRecorded.add { _ in _ = run.turn }
    }

    /// Runs that were there, and those that still are.
    var counts: (made: Int, alive: Int) {
        runs.withLock { runs in (runs.count, runs.count { $0.run != nil }) }
    }
}

@Suite struct RunLifetimeTests {
    /// What a finished task owned may be let go of a moment later, on another thread.
    private func allGone(_ witness: Witness) async -> Bool {
        for _ in 0..<100_000 where witness.counts.alive > 0 { await Task.yield() }
        return witness.counts.alive == 0
    }

    @Test func `a turn's run is gone when the turn is over, whatever extensions keep of it`() async throws {
        let witness = Witness()
        let test = try TestRuntime(
            ScriptedModel([.text("One"), .failure(ModelError(.permission, "no"))]), extensions: [witness])
        _ = try await test.send("a")
        _ = try? await test.send("b")  // its failure is what is wanted
        #expect(witness.counts.made >= 3)
        #expect(await allGone(witness))
    }

    @Test func `so is the run of a program's request`() async throws {
        let witness = Witness()
        let test = try TestRuntime(ScriptedModel([.text("One")]), extensions: [witness])
        let request = ModelRequest(model: test.runtime.configuration.chat.model, messages: [Message(.user, "a")])
        _ = try await test.runtime.answer(DirectRequest(request, choice: .model)) { _ in }
        #expect(witness.counts.made == 1)
        #expect(await allGone(witness))
    }

    @Test func `a call that is made for a run that is over passes the handlers all the same`() async throws {
        let late = Mutex<Run?>(nil)
        let attempts = Mutex(0)
        struct Late: Extension {
            let manifest = ExtensionManifest(name: "late", summary: "")
            let body: @Sendable (inout Hooks, Run) -> Void
            func register(in hooks: inout Hooks, for run: Run) { body(&hooks, run) }
        }
        let keeper = Late { hooks, run in
            hooks.monologueStart.add { _ in late.withLock { $0 = run } }
            hooks.modelAttempt.add(before: { _ in attempts.withLock { $0 += 1 } })
        }
        let test = try TestRuntime(ScriptedModel([.text("One"), .text("Two")]), extensions: [keeper])
        _ = try await test.send("a")
        let run = try #require(late.withLock { $0 })
        #expect(try await run.askUtility(system: "s", message: "m", purpose: .summary) == "Two")
        #expect(attempts.withLock { $0 } == 2)
    }
}
