/// How a budget stands. After every event and in every unit: limit = spent + held + free.
public struct BudgetStatus: Sendable, Hashable {
    /// The scope and its window.
    public var account: BudgetAccountID
    /// The limits, raises included.
    public var limits: BudgetLimits
    /// What was added to the limits for this window.
    public var raised: BudgetAmount
    /// What is gone.
    public var spent: BudgetAmount
    /// What is held for attempts in flight.
    public var reserved: BudgetAmount
    /// The alerts' thresholds in thousandths, rising, the last being 1000.
    public var thresholds: [Int]

    /// Makes a status.
    public init(
        account: BudgetAccountID, limits: BudgetLimits, raised: BudgetAmount = .zero, spent: BudgetAmount = .zero,
        reserved: BudgetAmount = .zero, thresholds: [Int] = [800, 950, 1000]
    ) {
        self.account = account
        self.limits = limits
        self.raised = raised
        self.spent = spent
        self.reserved = reserved
        self.thresholds = thresholds
    }

    /// Of how many conversations `BudgetStore` lists the budgets.
    public static let mostConversations = 200

    /// The scope.
    public var scope: BudgetScope { account.scope }

    /// What can still be held, in the units that are limited; below zero when the limit was lowered below what is gone.
    public var free: BudgetLimits { limits.minus(spent + reserved) }

    /// What would be free if everything in flight turned out to cost nothing.
    public var remaining: BudgetLimits { limits.minus(spent) }

    /// The unit that is used up most, and the part of its limit that is spent; nil when nothing is limited.
    public var tightest: (unit: BudgetUnit, share: Double)? {
        BudgetUnit.allCases.compactMap { unit in
            limits.count(of: unit).map { limit -> (unit: BudgetUnit, share: Double) in
                let used = spent.count(of: unit)
                return (unit, limit > 0 ? Double(used) / Double(limit) : 1)
            }
        }.max { $0.share < $1.share }
    }

    /// The part of the limit that is spent, of the unit that is used up most; nil when nothing is limited.
    public var share: Double? { tightest?.share }

    /// Whether nothing more can be spent.
    public var isExhausted: Bool {
        BudgetUnit.allCases.contains { unit in limits.count(of: unit).map { spent.count(of: unit) >= $0 } ?? false }
    }

    /// The unit in which `amount` does not fit into what is free; nil when it fits.
    func unit(refusing amount: BudgetAmount) -> BudgetUnit? { free.unit(below: amount) }
}

extension BudgetLimits {
    /// The first unit of which there is less than in `amount`. Nothing asked always fits.
    func unit(below amount: BudgetAmount) -> BudgetUnit? {
        BudgetUnit.allCases.first { unit in
            let asked = amount.count(of: unit)
            return asked > 0 && count(of: unit).map { $0 < asked } ?? false
        }
    }
}
