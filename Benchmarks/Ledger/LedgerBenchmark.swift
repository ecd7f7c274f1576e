import AgentRuntime
import LanguageModels
import Money
import RunLedger

/// What holding, settling and asking about money costs. Prints one JSON object.
///
/// `ledger-benchmark FOLDER [ENTRIES]`: the ledgers are made in FOLDER; ENTRIES is how large the one is that is asked
/// about costs.
@main enum LedgerBenchmark {
    // Off the main actor, whose every resumption is a change of thread.
    @concurrent static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1, let entries = Int(arguments.count > 2 ? arguments[2] : "1000000"), entries > 0 else {
            print("usage: ledger-benchmark FOLDER [ENTRIES]")
            return
        }
        let folder = arguments[1]
        var fields: [(String, Double)] = [("book_ns", try BookRun.nanoseconds())]
        fields.append(("memory_us", try await SettlementRun(SQLiteLedger(inMemory: SystemClock())).sequential(20_000)))
        for (name, durability) in [("normal", LedgerDurability.normal), ("full", .full)] {
            let ledger = try SQLiteLedger(path: "\(folder)/\(name).db", durability: durability)
            let run = SettlementRun(ledger)
            fields.append(("\(name)_us", try await run.sequential(5000)))
            fields.append(("\(name)_per_s", try await run.concurrent(40_000, tasks: 64)))
            let latencies = try await run.offered(5000, perSecond: 500)
            fields.append(("\(name)_p50_ms", latencies[latencies.count / 2]))
            fields.append(("\(name)_p99_ms", latencies[latencies.count * 99 / 100]))
        }
        let month = try await CostsRun(folder: folder, entries: entries)
        fields += [("entries", Double(entries)), ("entry_bytes", try month.bytesAnEntry)]
        fields.append(("fill_per_s", month.entriesASecond))
        fields.append(("costs_ms", try await month.milliseconds()))
        print("{" + fields.map { "\"\($0.0)\":\(($0.1 * 1000).rounded() / 1000)" }.joined(separator: ",") + "}")
    }
}
