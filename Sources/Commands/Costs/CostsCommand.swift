import AgentRuntime
package import ArgumentParser
import ExactJSON
import Terminal

/// `farthing costs`: what was spent, on what, and what was saved.
package struct CostsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "costs", abstract: "What was spent, on what, and what was saved.",
        discussion: """
            --by takes one or more of model, provider, slot, purpose, tool, extension, task, tier, conversation, key, \
            tag, and day, month, hour or minute for a row each. --since takes a length of time (24h, 7d, 2w, 3mo) or a \
            date (2026-11-01). A cost nobody knows is counted apart and never as zero.
            """)

    @Option(help: "What to count by, separated by commas.")
    var by = "model"

    @Option(help: "From when: 24h, 7d, 2w, 3mo, 1y, or a date such as 2026-11-01. Everything by default.")
    var since: String?

    @Option(help: "Until when, as --since. Now by default.")
    var until: String?

    @Option(help: "Whose days and months: UTC, Europe/Paris, …")
    var timeZone = "UTC"

    @Option(help: "Only this conversation.")
    var conversation: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print comma-separated values.")
    var csv = false

    @Flag(help: "Print FOCUS rows (FinOps Open Cost and Usage Specification), day by day, comma-separated.")
    var focus = false

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func validate() throws {
        guard [json, csv, focus].filter({ $0 }).count < 2 else {
            throw ValidationError("--json, --csv and --focus are three forms of one answer: choose one.")
        }
        do { _ = try question(now: SystemClock().now) } catch { throw ValidationError(error.message) }
    }

    package func run() async throws {
        try await options.withLedger(json: json) { ledger, output in
            let clock = SystemClock()
            let query = try question(now: clock.now)
            let report = try await ledger.costs(query)
            if focus {
                try output.write(FocusExport.csv(report))
            } else if json {
                try output.writeLine(CostExport.json(report, tasks: try await tasks(query, ledger)).text)
            } else if csv {
                try output.write(CostExport.csv(report))
            } else {
                let plan = try options.budgetPlan()
                let month = try await ledger.budgetStatus(of: [plan.claim(for: .month, at: clock.now)])[0]
                let forecast = try await CostForecast(
                    of: ledger, now: clock.now, in: query.timeZone, limit: month.limits.usd)
                try output.write(
                    CostTable(report, forecast: forecast, tasks: try await tasks(query, ledger)).rendered(
                        width: output.columns, palette: output.palette, drawsBars: output.isTerminal))
                for line in try await options.localMachine(ledger) {
                    try output.writeLine(output.palette.apply(.dim, to: line))
                }
            }
        }
    }

    /// Tasks are counted one by one; of more than so many nothing is said.
    private static let mostTasks = 200_000

    private func tasks(_ query: CostQuery, _ ledger: any LedgerStore) async throws -> TaskCount? {
        try await ledger.tasks(
            since: query.since, until: query.until, in: conversation.map { ConversationID($0) }, limit: Self.mostTasks)
    }

    private func question(now: Timestamp) throws(CostQueryError) -> CostQuery {
        let zone = try TimeZoneRules(named: timeZone)
        let grouping = try CostGrouping(by)
        let from = try since.map { text throws(CostQueryError) in try CostInstant(text, now: now, in: zone).time }
        let to = try until.map { text throws(CostQueryError) in try CostInstant(text, now: now, in: zone).time }
        if let from, from >= to ?? .init(microseconds: .max) {
            throw CostQueryError(.emptyRange, "--until must be after --since.")
        }
        guard !focus else { return FocusExport.query(since: from, until: to, timeZone: zone) }
        return CostQuery(
            since: from, until: to, groupBy: grouping.dimensions, period: grouping.period, timeZone: zone,
            only: conversation.map { [.conversation: [$0]] } ?? [:])
    }
}
