public import AgentRuntime
public import Money

/// Refuses calls once a day's spending has reached an amount: the day's worst case is checked before every request, and
/// nothing is sent that could go beyond.
///
/// The bundled budgets do this and more (`farthing budgets set day --usd 2`); this shows how little an extension of
/// one's own takes.
public struct SpendingCap: Extension {
    /// Who the extension is; where the bundled budgets stand.
    public let manifest = ExtensionManifest(
        name: "SpendingCap", summary: "Refuses calls once the day has cost a given amount.", order: 30)
    /// Without it money would be spent: it is never quarantined, and when it fails nothing is sent.
    public var isGuard: Bool { true }
    private let cap: Money
    private let timeZone: TimeZoneRules

    /// Makes the extension.
    ///
    /// - Parameters:
    ///   - cap: what a day may cost.
    ///   - timeZone: whose days.
    public init(_ cap: Money, timeZone: TimeZoneRules = .utc) {
        self.cap = cap
        self.timeZone = timeZone
    }

    /// Adds the handler.
    public func register(in hooks: inout Hooks, for run: Run) {
        let (cap, timeZone) = (cap, timeZone)
        // Around every request to a provider: retries, fallbacks, summaries and subordinates pass here, too.
        hooks.modelAttempt.add { attempt, next in
            let today = timeZone.period(.day, at: run.clock.now).start
            let spent = try await run.costs.costs(CostQuery(since: today)).sums.cost
            // A model without a price has no worst case: it could cost anything.
            guard let worstCase = attempt.start.worstCase, spent + worstCase <= cap else {
                throw HookRefusal("Today has cost \(spent.formatted) of \(cap.formatted), and this could go beyond it.")
            }
            return try await next(attempt)
        }
    }
}
