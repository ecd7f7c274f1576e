extension WriteStatement {
    /// The statements that keep budgets.
    var budgetSQL: String {
        switch self {
        case .attemptIsKnown: "SELECT 1 FROM attempt WHERE id = ?1"
        case .addHold:
            """
            INSERT INTO budget_hold (attempt, usd, tokens, operations, deadline, accounts)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (attempt) DO UPDATE SET accounts = excluded.accounts
            """
        case .removeHold: "DELETE FROM budget_hold WHERE attempt = ?1"
        case .allHolds: "SELECT \(BudgetRows.holdColumns) FROM budget_hold"
        case .findAccount:
            """
            SELECT \(BudgetRows.accountColumns) FROM budget_account
            WHERE scope = ?1 AND window_start = ?2 AND window_end = ?3
            """
        case .accountByKey: "SELECT \(BudgetRows.accountColumns) FROM budget_account WHERE account = ?1"
        case .addAccount:
            """
            INSERT INTO budget_account (scope, window_start, window_end, spent_usd, spent_tokens, spent_operations,
                thresholds) VALUES (?1, ?2, ?3, ?4, ?5, ?6, '1000') ON CONFLICT DO NOTHING
            """
        case .updateAccount:
            """
            UPDATE budget_account SET limit_usd = ?2, limit_tokens = ?3, limit_operations = ?4, raised_usd = ?5,
                raised_tokens = ?6, raised_operations = ?7, spent_usd = ?8, spent_tokens = ?9, spent_operations = ?10,
                thresholds = ?11, alerted = ?12 WHERE account = ?1
            """
        case .addAlert:
            """
            INSERT INTO budget_alert (\(BudgetRows.alertColumns))
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """
        case .addChange:
            """
            INSERT INTO budget_change (\(BudgetRows.changeColumns))
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """
        default: preconditionFailure("\(self) has no SQL")
        }
    }
}
