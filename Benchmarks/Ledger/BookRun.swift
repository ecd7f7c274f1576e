import AgentRuntime
import Money

/// Holding and settling by the rules alone, without any store.
enum BookRun {
    struct Refused: Error {}

    /// Nanoseconds to hold an amount in four scopes and to settle it.
    static func nanoseconds() throws -> Double {
        let claims = SettlementRun.claims(ConversationID("c"))
        let amount = BudgetAmount(usd: Money(picodollars: 1000), tokens: 100, operations: 1)
        let used = BudgetAmount(usd: Money(picodollars: 700), tokens: 70, operations: 1)
        let (count, now) = (200_000, SystemClock().now)
        let ids = (0..<count).map { _ in AttemptID(at: now) }
        var best = Double.infinity
        for _ in 0..<5 {
            var book = BudgetBook()
            let start = SystemClock().uptime
            for id in ids {
                let hold = BudgetHold(attempt: id, claims: claims, amount: amount, deadline: now + .seconds(60))
                guard case .held = book.reserve(hold, at: now) else { throw Refused() }
                _ = book.settle(id, used: used, at: now)
                _ = book.takeChanged()
            }
            best = min(best, Double((SystemClock().uptime - start).microseconds) * 1000 / Double(count))
        }
        return best
    }
}
