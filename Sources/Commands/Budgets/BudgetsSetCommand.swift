import AgentRuntime
package import ArgumentParser
import ExactJSON
import Money
import Terminal

/// `farthing budgets set`: gives a scope limits.
package struct BudgetsSetCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Give a scope limits.",
        discussion: "What is not given stays. `--usd unlimited` lifts a limit; 0 allows nothing.")

    @Argument(help: "The scope.")
    var scope: String

    @OptionGroup var amounts: BudgetAmountOptions

    @Option(help: "Why, for the record.")
    var reason: String?

    @OptionGroup var options: BudgetOptions

    package init() {}

    package func run() async throws {
        try await options.withBudgets { ledger, plan, output in
            let scope = try BudgetScope(parsing: scope)
            let limits = try amounts.limits(lifting: true)
            let now = SystemClock().now
            let claim = plan.claim(for: scope, at: now)
            try await ledger.record(
                BudgetChange(
                    at: now, account: claim.account, action: .set, limits: limits, who: BudgetOptions.who,
                    reason: reason))
            try await BudgetReport.show(claim, ledger, plan, output, json: options.json)
        }
    }
}

/// How a budget stands after a change.
enum BudgetReport {
    static func show(
        _ claim: BudgetClaim, _ ledger: any LedgerStore, _ plan: BudgetPlan, _ output: TerminalOutput, json: Bool
    ) async throws {
        let status = try await ledger.budgetStatus(of: [claim])[0]
        let listing = BudgetListing(status, plan: plan, set: try await ledger.budgetLimits())
        guard !json else { return try output.writeLine(listing.json.text) }
        try output.write(BudgetListing.table([listing], output: output))
        let isSpent = BudgetUnit.allCases.contains { unit in
            switch unit {
            case .usd: status.limits.usd.map { $0 < status.spent.usd } ?? false
            case .tokens: status.limits.tokens.map { $0 < status.spent.tokens } ?? false
            case .operations: status.limits.operations.map { $0 < status.spent.operations } ?? false
            }
        }
        if isSpent { try output.writeLine("More than that is spent already: calls are refused from now on.") }
    }
}
