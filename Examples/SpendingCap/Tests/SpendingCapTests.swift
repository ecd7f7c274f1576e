import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import SpendingCap
import Testing

@Suite struct SpendingCapTests {
    /// Each answer costs $0.00014: 100 tokens in at $1 and 20 out at $2 a million.
    private func runtime(cap: Money, _ clock: ManualClock = ManualClock()) throws -> TestRuntime {
        try TestRuntime(
            ScriptedModel(answering: { _, _ in .text("yes") }), extensions: [SpendingCap(cap)],
            parameters: CallParameters(maxOutputTokens: 100), clock: clock)
    }

    @Test func `calls are made as long as their worst case fits`() async throws {
        let test = try runtime(cap: Money(picodollars: 500_000_000))
        _ = try await test.send("one")
        _ = try await test.send("two")
        // $0.00028 are spent; a prompt of a few words and 100 tokens of answer can cost $0.0002 and a little more.
        _ = try await test.send("three")
        await #expect(throws: HookRefusal.self) { try await test.send("four") }
        #expect(test.model.requests.count == 3)
    }

    @Test func `the next day begins at nothing`() async throws {
        let clock = ManualClock()
        let test = try runtime(cap: Money(picodollars: 250_000_000), clock)
        _ = try await test.send("one")
        await #expect(throws: HookRefusal.self) { try await test.send("two") }
        clock.advance(by: .seconds(86_400))
        _ = try await test.send("three")
    }
}
