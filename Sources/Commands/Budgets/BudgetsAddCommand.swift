import AgentRuntime
package import ArgumentParser
import Terminal

/// `farthing budgets add`: raises a budget, and records who did it and why.
package struct BudgetsAddCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Raise a budget.",
        discussion: "A day or month is raised for its present window only. Alerts are armed again.")

    @Argument(help: "The scope.")
    var scope: String

    @OptionGroup var amounts: BudgetAmountOptions

    @Option(help: "Why, for the record.")
    var reason: String

    @OptionGroup var options: BudgetOptions

    package init() {}

    package func run() async throws {
        try await options.withBudgets { ledger, plan, output in
            let scope = try BudgetScope(parsing: scope)
            let amount = try amounts.limits(lifting: false)
            let now = SystemClock().now
            let claim = plan.claim(for: scope, at: now)
            try await ledger.budgetStatus(of: [claim])[0].checkRaise(amount)
            try await ledger.record(
                BudgetChange(
                    at: now, account: claim.account, action: .add, limits: amount, who: BudgetOptions.who,
                    reason: reason))
            try await BudgetReport.show(claim, ledger, plan, output, json: options.json)
        }
    }
}
