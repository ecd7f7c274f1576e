import AgentRuntime
package import ArgumentParser
import ExactJSON
import Terminal

/// `farthing route metrics`: how models do.
package struct RouteMetricsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "How models do: failures, times, quality, what a good answer costs.",
        discussion: """
            Counted from the ledger, by model and tier: attempts that brought an answer, repeats, time to the first \
            piece (median) and to the end (p50, p95, p99), quality as found by people, checks and judges, and all costs \
            over good answers. What has changed of late is named. With --json one object a line.
            """)

    @Option(help: "From when: 24h, 7d, 2w, 3mo, 1y, or a date such as 2026-11-01.")
    var since = "30d"

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func run() async throws {
        try await options.withLedger(json: json) { ledger, output in
            let start = try CostInstant(since, now: SystemClock().now, in: .utc).time
            let metrics = try await ModelMetrics.read(ledger, since: start)
            if json {
                for line in metrics.lines { try output.writeLine(line.json.text) }
            } else if metrics.lines.isEmpty {
                try output.writeLine("No model was asked since \(since).")
            } else {
                try output.write(
                    ModelMetricsTable.rendered(metrics.lines, width: output.columns, palette: output.palette))
            }
        }
    }
}
