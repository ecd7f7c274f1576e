/// One scope in one window: its limits, what is spent, what is held, which alerts were given.
public struct BudgetAccount: Sendable, Hashable {
    /// The scope and its window.
    public let id: BudgetAccountID
    /// Where a store keeps it; 0 where there is no such place.
    public var key: Int64
    /// The limits without raises: those set by commands, else the settings' as they were last claimed.
    public var base: BudgetLimits
    /// What was added to the limits for this window.
    public var raised: BudgetAmount
    /// What is gone.
    public var spent: BudgetAmount
    /// What is held for attempts in flight.
    public var reserved = BudgetAmount.zero
    /// In thousandths, rising, the last being 1000.
    public private(set) var thresholds: [Int]
    /// The highest threshold that an alert was given for; 0 for none.
    public var alerted: Int

    /// Makes an account that holds nothing.
    public init(
        id: BudgetAccountID, key: Int64 = 0, base: BudgetLimits = .unlimited, raised: BudgetAmount = .zero,
        spent: BudgetAmount = .zero, thresholds: [Int] = [], alerted: Int = 0
    ) {
        self.id = id
        self.key = key
        self.base = base
        self.raised = raised
        self.spent = spent
        self.thresholds = Self.complete(thresholds)
        self.alerted = alerted
    }

    /// The limits, raises included.
    public var limits: BudgetLimits { raised == .zero ? base : base.raised(by: raised) }

    /// How it stands.
    public var status: BudgetStatus {
        BudgetStatus(
            account: id, limits: limits, raised: raised, spent: spent, reserved: reserved, thresholds: thresholds)
    }

    mutating func setThresholds(_ thresholds: [Int]) {
        // Mostly they are what they were: those that came, and 1000.
        guard self.thresholds.dropLast() != thresholds[...] else { return }
        self.thresholds = Self.complete(thresholds)
    }

    /// The alerts for thresholds that were passed since the last look.
    mutating func takeAlerts(at time: Timestamp) -> [BudgetAlert] {
        let (passed, unit) = highestPassed
        guard passed > alerted else { return [] }
        defer { alerted = passed }
        return thresholds.filter { $0 > alerted && $0 <= passed }.map { alert(at: $0, unit: unit, time) }
    }

    /// The alert that the budget is used up, unless it was given.
    mutating func takeExhaustion(of unit: BudgetUnit, at time: Timestamp) -> BudgetAlert? {
        guard alerted < 1000 else { return nil }
        alerted = 1000
        return alert(at: 1000, unit: unit, time)
    }

    /// Makes thresholds that are no longer passed fire again.
    mutating func rearm() { alerted = min(alerted, highestPassed.threshold) }

    private func alert(at threshold: Int, unit: BudgetUnit, _ time: Timestamp) -> BudgetAlert {
        BudgetAlert(account: id, threshold: threshold, unit: unit, spent: spent, limits: limits, at: time)
    }

    private var highestPassed: (threshold: Int, unit: BudgetUnit) {
        let limits = limits
        var highest = (threshold: 0, unit: BudgetUnit.usd)
        for unit in BudgetUnit.allCases {
            guard let limit = limits.count(of: unit) else { continue }
            let used = Int128(spent.count(of: unit)) * 1000
            for threshold in thresholds where threshold > highest.threshold && used >= Int128(limit) * Int128(threshold)
            { highest = (threshold, unit) }
        }
        return highest
    }

    private static let noneSet = [1000]

    private static func complete(_ thresholds: [Int]) -> [Int] {
        guard !thresholds.isEmpty else { return noneSet }
        return thresholds.filter { $0 > 0 && $0 < 1000 }.sorted() + [1000]
    }
}
