import AgentRuntime
package import ArgumentParser
import ExactJSON
import Terminal

/// `farthing budgets list`: every budget, how it stands and what is left.
package struct BudgetsListCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(commandName: "list", abstract: "Every budget.")

    @OptionGroup var options: BudgetOptions

    package init() {}

    package func run() async throws {
        try await options.withBudgets { ledger, plan, output in
            let budgets = try await BudgetListing.all(ledger, plan, at: SystemClock().now)
            if options.json {
                try output.writeLine((["budgets": .array(budgets.map(\.json))] as JSONValue).text)
            } else {
                try output.write(BudgetListing.table(budgets, output: output))
            }
        }
    }
}
