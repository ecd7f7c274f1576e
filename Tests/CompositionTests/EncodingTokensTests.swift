import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing
import Tokenization

@testable import Composition

@Suite struct EncodingTokensTests {
    private let foreign = ModelProfile(id: ModelID(provider: "lab", name: "foreign"), maxOutputTokens: 100)
    private let text = String(repeating: "word ", count: 2000)

    /// A runtime on a model that reports 3000 tokens for the prompt, whose stand-in encoding counts about 2000.
    private func runtime(_ profile: ModelProfile, _ ledger: any LedgerStore) throws -> TestRuntime {
        let model = ScriptedModel(profile: profile) { _, _ in
            ScriptedReply.text("Fine.").used(Usage(input: 1000, cacheRead: 2000, output: 2))
        }
        return try TestRuntime(model, ledger: ledger, tokens: EncodingTokens(ledger: ledger))
    }

    private func attempt(_ runtime: TestRuntime) async throws -> AttemptStart {
        try #require(try await runtime.send(text).attempts.first).start
    }

    /// The estimate after so many reports.
    private func estimate(_ counted: Int, after reports: Int) -> Int {
        var calibration = TokenCalibration()
        for _ in 0..<reports { calibration.record(estimated: counted, reported: 3000) }
        return TokenEstimate.estimate(counted, calibration: calibration).count
    }

    @Test func `an estimate comes closer with each report, also those of earlier processes`() async throws {
        let ledger = InMemoryLedger()
        let first = try runtime(foreign, ledger)
        let start = try await attempt(first)
        let counted = try #require(start.countedTokens)
        #expect((2000...2020).contains(counted))
        #expect(start.promptTokens == estimate(counted, after: 0))
        #expect(try await attempt(first).promptTokens == estimate(counted, after: 1))
        #expect(try await attempt(first).promptTokens == estimate(counted, after: 2))
        let second = try runtime(foreign, ledger)
        #expect(try await attempt(second).promptTokens == estimate(counted, after: 3))
        #expect(estimate(counted, after: 3) > 3000)
        // Another model has learnt nothing from it.
        let other = ModelProfile(id: ModelID(provider: "lab", name: "other"), maxOutputTokens: 100)
        #expect(try await attempt(runtime(other, ledger)).promptTokens == start.promptTokens)
    }

    @Test func `an estimate stays marked as one, an exact count is never corrected`() async throws {
        let ledger = InMemoryLedger()
        let tokens = EncodingTokens(ledger: ledger)
        let public4 = ModelProfile(id: ModelID(provider: "openai", name: "gpt-4.1"), maxOutputTokens: 100)
        for profile in [foreign, public4] { for _ in 0..<3 { _ = try await attempt(runtime(profile, ledger)) } }
        for (profile, isExact) in [(foreign, false), (public4, true)] {
            await tokens.prepare(for: profile.id)
            let count = tokens.promptTokens(of: ModelRequest(model: profile.id, messages: [Message(.user, text)]))
            #expect(count.isExact == isExact)
            #expect((count.counted == nil) == isExact)
            #expect((count.tokens == (count.counted ?? count.tokens)) == isExact)
        }
        let exact = try await ledger.attempts(SpendFilter(), limit: 9).filter { $0.start.model == public4.id }
        #expect(exact.map(\.start.countedTokens) == [nil, nil, nil])
        #expect(Set(exact.map(\.start.promptTokens)).count == 1)
    }

    @Test func `reports that cannot be about the prompt change nothing`() async throws {
        let ledger = InMemoryLedger()
        let model = ScriptedModel(profile: foreign) { _, number in
            number == 0 ? ScriptedReply.text("x").withoutUsage() : .text("x").used(Usage(input: 90_000, output: 1))
        }
        let test = try TestRuntime(model, ledger: ledger, tokens: EncodingTokens(ledger: ledger))
        let prompts = [try await attempt(test), try await attempt(test), try await attempt(test)].map(\.promptTokens)
        #expect(Set(prompts).count == 1)
    }
}
