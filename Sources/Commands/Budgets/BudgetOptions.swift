import AgentRuntime
import ArgumentParser
import Composition
import Money
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The options of commands that look at budgets and call no model.
package struct BudgetOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var configurationFile: String?

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    /// Opens the ledger and reads the plan, does the work, and reports what goes wrong.
    func withBudgets(_ body: (any LedgerStore, BudgetPlan, TerminalOutput) async throws -> Void) async throws {
        try await CommandSite.run(json: json) { site in
            let plan = try ComposedRuntime.budgetPlan(
                configurationFile: configurationFile, workingDirectory: site.workingDirectory,
                environment: site.environment)
            let ledger = try ComposedRuntime.openLedger(
                configurationFile: configurationFile, workingDirectory: site.workingDirectory,
                environment: site.environment)
            try await body(ledger, plan, site.output)
        }
    }

    /// Who uses the command line, for the record.
    static var who: String { ProcessInfo.processInfo.environment["USER"] ?? "command line" }
}

/// Amounts given as options.
package struct BudgetAmountOptions: ParsableArguments {
    @Option(help: "Dollars, e.g. 0.50.")
    var usd: String?

    @Option(help: "Tokens, in and out.")
    var tokens: String?

    @Option(help: "Requests to providers.")
    var operations: String?

    package init() {}

    /// The largest amount of dollars that is taken for meant.
    private static let largest = Money(dollars: 9_000_000)

    /// The amounts, strictly read.
    ///
    /// - Parameter lifting: whether `unlimited` lifts a limit.
    /// - Throws: `BudgetError.badAmount`.
    func limits(lifting: Bool) throws(BudgetError) -> BudgetLimits {
        let limits = BudgetLimits(
            usd: try usd.map { text throws(BudgetError) in
                lifting && text == "unlimited" ? .max : try Self.dollars(text)
            },
            tokens: try Self.count(tokens, "--tokens", lifting),
            operations: try Self.count(operations, "--operations", lifting))
        guard limits != .unlimited else {
            throw BudgetError(.badAmount, "Say how much: --usd 0.50, --tokens 100000 or --operations 1000.")
        }
        return limits
    }

    /// Reads dollars.
    static func dollars(_ text: String) throws(BudgetError) -> Money {
        let amount: Money
        do throws(MoneyError) { amount = try Money(parsing: text) } catch {
            throw BudgetError(.badAmount, "\(error.description).")
        }
        guard !amount.isNegative else {
            throw BudgetError(.badAmount, "\(text) is negative: a budget is 0 or more.")
        }
        guard amount <= largest else {
            throw BudgetError(.badAmount, "\(text) is more than any budget may be: \(largest.formatted).")
        }
        return amount
    }

    private static func count(_ text: String?, _ option: String, _ lifting: Bool) throws(BudgetError) -> Int? {
        guard let text else { return nil }
        if lifting, text == "unlimited" { return .max }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let count = Int(text),
            count <= 1_000_000_000_000_000
        else { throw BudgetError(.badAmount, "\(option) \(text.prefix(40)) is not a whole number of 0 or more.") }
        return count
    }
}
