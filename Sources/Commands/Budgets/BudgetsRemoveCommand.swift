import AgentRuntime
package import ArgumentParser
import Terminal

/// `farthing budgets remove`: takes away what commands set and added.
package struct BudgetsRemoveCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take away limits and raises that commands made.",
        discussion: "The limits of farthing.yaml count again. What is spent stays counted.")

    @Argument(help: "The scope.")
    var scope: String

    @Option(help: "Why, for the record.")
    var reason: String?

    @OptionGroup var options: BudgetOptions

    package init() {}

    package func run() async throws {
        try await options.withBudgets { ledger, plan, output in
            let scope = try BudgetScope(parsing: scope)
            let now = SystemClock().now
            let claim = plan.claim(for: scope, at: now)
            let isRaised = try await ledger.budgetStatus(of: [claim])[0].raised != .zero
            guard try await ledger.budgetLimits()[scope] != nil || isRaised else {
                throw BudgetError(
                    .noBudget,
                    "No command has set or raised the \(scope) budget. Limits of farthing.yaml are removed there.")
            }
            try await ledger.record(
                BudgetChange(
                    at: now, account: claim.account, action: .remove, limits: .unlimited, who: BudgetOptions.who,
                    reason: reason))
            try await BudgetReport.show(claim, ledger, plan, output, json: options.json)
        }
    }
}
