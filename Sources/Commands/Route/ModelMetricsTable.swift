import AgentRuntime
import ExactJSON
import LanguageModels
import Money
import Terminal

/// How models do, as a table.
enum ModelMetricsTable {
    /// The table, and a line for each kind of failure and each change.
    static func rendered(_ lines: [ModelMetrics.Line], width: Int?, palette: Palette) -> String {
        var table = Table([
            .init("model"), .init("tier"), .number("attempts"), .number("answered"), .number("retries"),
            .number("first piece"), .number("p50"), .number("p95"), .number("p99"), .number("quality"),
            .number("a good answer costs"),
        ])
        for line in lines {
            table.add([
                line.model.description, line.tier ?? "", "\(line.attempts)", percent(line.successRate),
                percent(line.retryRate), seconds(line.firstToken?.p50), seconds(line.latency?.p50),
                seconds(line.latency?.p95), seconds(line.latency?.p99),
                line.quality.map { "\(percent($0)) of \(line.verdicts)" } ?? "",
                line.costPerSuccess.map { "$\($0.description)" } ?? "",
            ])
        }
        let failures = Dictionary(
            lines.flatMap { line in line.errors.map { ("\(line.model) failed: \($0.key)", $0.value) } },
            uniquingKeysWith: +)
        let changes = Set(lines.flatMap { line in line.drift.map { "\(line.model) has changed: \($0)" } })
        return table.rendered(width: width, palette: palette)
            + failures.sorted { $0.key < $1.key }.map { "\($0.key), \($0.value) times\n" }.joined()
            + changes.sorted().map { "\($0)\n" }.joined()
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func seconds(_ microseconds: Int64?) -> String {
        microseconds.map { "\((Double($0) / 1_000_000).places(2)) s" } ?? ""
    }
}

extension ModelMetrics {
    /// The most attempts and verdicts that are counted.
    private static let limit = 200_000

    /// Counts the chat slot's attempts in a ledger.
    ///
    /// - Throws: `LedgerError`.
    static func read(_ ledger: any LedgerStore, since: Timestamp?) async throws -> ModelMetrics {
        let attempts = try await ledger.attempts(SpendFilter(since: since), limit: limit)
        return ModelMetrics(
            attempts: attempts.filter { $0.start.slot == .chat },
            verdicts: try await ledger.verdicts(since: since, latest: limit))
    }
}
