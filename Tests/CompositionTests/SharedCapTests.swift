import AgentRuntime
import Composition
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The product as it is put together, on sockets and a file, at a cap that many calls want at once.
@Suite struct SharedCapTests {
    /// What each answer uses: far below the model's maximum of 16,384 tokens.
    private static let usage = Usage(input: 900, output: 100)
    /// $1 and $2 a million tokens.
    private static let cost = Money(picodollars: 900 * 1_000_000 + 100 * 2_000_000)

    @Test func `of 100 calls of 200 ms at once that say no limit, a cap that fits 20 answers 19 and holds`()
        async throws
    {
        let server = try MockProviderServer { request in
            // The time that a provider takes.
            poll(nil, 0, 200)
            let asked = request.body["max_completion_tokens"] ?? request.body["max_tokens"]
            let output = min(Self.usage.output, asked?.intValue ?? .max)
            return .text("ok").using(Usage(input: Self.usage.input, output: output))
        }
        defer { server.stop() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "farthing-cap-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover of a test harms nobody
        let cap = Self.cost.share(20, of: 1)
        try """
        providers:
          test: {dialect: openai, base_url: "\(server.openAIBaseURL)", key_env: TEST_KEY, locality: cloud}
        prices:
          test/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 16384}
        models: {chat: {model: test/model}, utility: {model: test/model}}
        budgets:
          global: {usd: \(cap), on_exhausted: block}
          conversation: {usd: 10}
        """.write(toFile: folder + "/farthing.yaml", atomically: true, encoding: .utf8)
        let composed = try await ComposedRuntime(
            RuntimeOptions(
                configurationFile: folder + "/farthing.yaml", workingDirectory: folder,
                environment: ["HOME": folder, "TEST_KEY": "sk-test"], person: NobodyThere(reason: "a test")))
        let outcomes = await withTaskGroup(of: Result<TurnResult, any Error>.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do {
                        return .success(try await composed.runtime.newConversation().send("Hi") { _ in })
                    } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let answered = outcomes.count { if case .success = $0 { true } else { false } }
        #expect(answered >= 19)
        let used = server.bill.usage
        let bill = Money(picodollars: Int64(used.promptTokens) * 1_000_000 + Int64(used.completionTokens) * 2_000_000)
        #expect(bill <= cap)
        for case .failure(let error) in outcomes {
            let refusal = try #require((error as? BudgetExceeded)?.refusal, "\(error)")
            #expect(refusal.refusing.scope == .global)
            // Refused only when not even the shortest answer could be paid for.
            #expect(refusal.refusing.remaining.usd ?? .zero < refusal.asked.usd)
        }
        let status = try await composed.runtime.budgetStatus(of: nil)[0]
        #expect(status.reserved == .zero)
        #expect(status.spent.usd == bill)
        try await composed.runtime.stop()
    }
}
