/// How important a call is to whoever pays for it.
public enum BudgetPriority: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// May wait.
    case low
    /// As usual.
    case normal
    /// Served first; may pass a budget that allows it, which is recorded.
    case high

    /// Orders from low to high.
    public static func < (a: BudgetPriority, b: BudgetPriority) -> Bool { a.rank < b.rank }

    /// 0 for low to 2 for high.
    public var rank: Int {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        }
    }
}
