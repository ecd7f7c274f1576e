public import AgentRuntime
public import Money

/// A limit of the month of which a given share is spent.
public struct LocalFirstAlert: Sendable, Hashable {
    /// The limits.
    public enum Limit: String, Sendable, Hashable {
        /// What cloud models may cost.
        case cloud
        /// What everything may cost.
        case month
    }

    /// Which limit.
    public var limit: Limit
    /// The share that was reached, in thousandths.
    public var threshold: Int
    /// What was spent when it was.
    public var spent: Money
    /// The limit's amount.
    public var amount: Money
    /// When.
    public var at: Timestamp

    /// A line for a person.
    public var text: String {
        let name = limit == .cloud ? "for cloud models" : "of this month"
        return "\(threshold / 10) % of the budget \(name) is spent: \(spent.formatted) of \(amount.formatted)."
    }
}

/// Which alerts a month has given: each once.
struct LocalFirstAlerts: Sendable {
    private var reached: [LocalFirstAlert.Limit: Int] = [:]

    /// The alerts that are due now.
    mutating func due(
        _ month: LocalFirstMonth, _ policy: LocalFirstPolicy, at now: Timestamp
    ) -> [LocalFirstAlert] {
        let total = month.spent + (policy.includesFixed ? policy.fixed : .zero)
        let limits: [(LocalFirstAlert.Limit, Money, Money?)] = [
            (.cloud, month.cloudSpent, policy.cloudLimit), (.month, total, policy.monthLimit),
        ]
        return limits.flatMap { limit, spent, amount -> [LocalFirstAlert] in
            guard let amount, amount > .zero else { return [] }
            let passed = (policy.thresholds + [1000]).filter { threshold in
                Int128(spent.picodollars) * 1000 >= Int128(amount.picodollars) * Int128(threshold)
                    && threshold > reached[limit, default: 0]
            }
            guard let highest = passed.max() else { return [] }
            reached[limit] = highest
            return passed.map {
                LocalFirstAlert(limit: limit, threshold: $0, spent: spent, amount: amount, at: now)
            }
        }
    }
}
