/// How near the limits are: what routing should heed before a call is refused.
public enum BudgetPressure: Int, Sendable, Hashable, Comparable, Codable {
    /// Far away.
    case none
    /// From 80 % on, cheaper tiers are preferred.
    case preferCheaper
    /// From 95 % on, only the cheapest tier is used.
    case onlyCheapest

    /// The key of `LoopState.paramsTemporary` that carries the pressure's `rawValue` to routing.
    public static let parameter = "budget_pressure"

    /// Orders from far to near.
    public static func < (a: BudgetPressure, b: BudgetPressure) -> Bool { a.rawValue < b.rawValue }

    /// By how much the spent share must fall below where a level began before it ends: so that one call more or less
    /// does not change the model back and forth.
    static let slack = 0.05

    /// The level for a spent share after `self`.
    public func next(share: Double) -> BudgetPressure {
        let (cheaper, cheapest) = (0.80, 0.95)
        switch self {
        case .none: return share >= cheapest ? .onlyCheapest : share >= cheaper ? .preferCheaper : .none
        case .preferCheaper:
            return share >= cheapest ? .onlyCheapest : share >= cheaper - Self.slack ? .preferCheaper : .none
        case .onlyCheapest:
            if share >= cheapest - Self.slack { return .onlyCheapest }
            return share >= cheaper - Self.slack ? .preferCheaper : .none
        }
    }
}
