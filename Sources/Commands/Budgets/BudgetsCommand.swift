package import ArgumentParser

/// `farthing budgets`: what may be spent.
package struct BudgetsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "budgets", abstract: "What may be spent, and what is left.",
        discussion: """
            A scope is global, month, day, conversation (each), conversation:ID, run (each), key:NAME, tool:NAME or \
            tag:NAME. Limits set here stand in the ledger and win over farthing.yaml.
            """,
        subcommands: [
            BudgetsListCommand.self, BudgetsSetCommand.self, BudgetsAddCommand.self, BudgetsRemoveCommand.self,
            BudgetsQueueCommand.self, BudgetsAnswerCommand.self, BudgetsAlertsCommand.self,
        ],
        defaultSubcommand: BudgetsListCommand.self)

    package init() {}
}
