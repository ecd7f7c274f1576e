import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite(.serialized) struct KilledBatchTests {
    private static let rounds = 12
    private static let requests = 5

    /// Kills `farthing batch submit` and `farthing batch collect` at random moments, each time with a new file, goes on
    /// with the same command, and compares what was handed over and what was paid.
    @Test func `kill -9 between and within submit and collect: each batch is made once and paid once`() throws {
        let product = try Product(ScriptedProvider())
        let server = try MockBatchServer()
        server.finish()
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededRandom(seed: seed)
        func run(_ arguments: String...) throws -> ProductProcess.End {
            try product.start(arguments, environment: environment(server)).finish()
        }
        #expect(try run("budgets", "set", "global", "--usd", "1").exitCode == 0)

        // How long each command takes here and now, so that the moments fall within it.
        try product.write(lines(of: 0), to: "warm.jsonl")
        let clock = ContinuousClock()
        let submitting = try clock.measure { _ = try run("batch", "submit", "warm.jsonl") }
        let collecting = try clock.measure { _ = try run("batch", "collect", "warm.jsonl") }

        for round in 1...Self.rounds {
            let file = "\(round).jsonl"
            try product.write(lines(of: round), to: file)
            for (verb, time) in [("submit", submitting), ("collect", collecting)] {
                let process = try product.start(["batch", verb, file], environment: environment(server))
                // The one wait that is meant: a random moment of the process's life.
                poll(nil, 0, Int32.random(in: 0...Int32(max(2, time / .milliseconds(1))), using: &random))
                process.killNow()
                let again = try run("batch", verb, file)
                #expect(again.exitCode == 0, "round \(round), \(verb): \(again.errors) seed \(seed)")
            }
            let outcomes = try run("batch", "collect", file, "--output", "-").output.split(separator: "\n")
            let texts = try outcomes.map { try JSONValue(parsing: String($0))["text"]?.stringValue }
            #expect(texts == (1...Self.requests).map { "ROUND \(round) REQUEST \($0)" })
        }
        #expect(server.batchCount == Self.rounds + 1, "seed \(seed)")
        try check(product, batches: Self.rounds + 1)

        // 4 tokens in and 4 out a request, at half of $0.10 and $0.40 a million.
        let budgets = try JSONValue(parsing: try run("budgets", "list", "--json").output)["budgets"]?.arrayValue
        let global = budgets?.first { $0["scope"] == "global" }
        let paid = Money(picodollars: 1_000_000) * (Self.requests * (Self.rounds + 1))
        #expect(global?["spent_usd"]?.stringValue == paid.description, "seed \(seed)")
        #expect(global?["reserved_usd"]?.stringValue == "0", "seed \(seed)")
    }

    private func lines(of round: Int) -> String {
        (1...Self.requests).map { number in
            #"{"id":"r\#(number)","prompt":"round \#(round) request \#(number)","model":"openai/gpt-4.1-nano","max_tokens":50}"#
        }.joined(separator: "\n")
    }

    private func environment(_ server: MockBatchServer) -> [String: String] {
        ["OPENAI_API_KEY": "sk-test-batch-key", "OPENAI_BASE_URL": server.openAIBaseURL]
    }

    /// Every attempt is there once, and settled once.
    private func check(_ product: Product, batches: Int) throws {
        let list = try product.run("conversations", "list", "--json", "--limit", "1000").output.split(separator: "\n")
        #expect(list.count == batches)
        for line in list {
            let id = try #require(try JSONValue(parsing: String(line))["id"]?.stringValue)
            let facts = try product.run("conversations", "export", id).output.split(separator: "\n").map {
                try JSONValueDecoder().decode(LedgerFact.self, from: try JSONValue(parsing: String($0)))
            }
            let started = facts.compactMap { if case .attemptStarted(let start) = $0 { start.id } else { nil } }
            let settled = facts.compactMap { if case .attemptSettled(let end) = $0 { end } else { nil } }
            #expect(started.count == Self.requests)
            #expect(Set(started) == Set(settled.map(\.id)) && settled.count == started.count, "\(id)")
            #expect(settled.allSatisfy { $0.outcome == .succeeded })
        }
    }
}
