import AgentRuntime

/// What the writer remembers of budgets between commits, and what the present commit will have to tell.
struct BudgetCache {
    /// Accounts remembered; when there are more, all are forgotten and looked up again.
    static let limit = 4096

    var book = BudgetBook()
    /// Whether the book has the limits and holds of the file.
    var isLoaded = false
    /// The alerts that the present transaction makes due.
    var alerts: [BudgetAlert] = []
    /// The accounts that the present transaction changes or holds in.
    var touched: Set<BudgetAccountID> = []
    /// Whether the board may miss what was touched, or what another process did.
    var isBoardStale = true
    /// Whether the present transaction gives money back or changes a limit.
    var isReleased = false
}
