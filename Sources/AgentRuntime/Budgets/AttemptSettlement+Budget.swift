import Money

extension AttemptSettlement {
    /// What the attempt takes from budgets. A cost that is not known is what was held: an unknown price is never zero.
    public func budgetAmount(held: BudgetAmount) -> BudgetAmount {
        BudgetAmount(usd: cost ?? held.usd, tokens: usage.totalTokens, operations: 1)
    }
}
