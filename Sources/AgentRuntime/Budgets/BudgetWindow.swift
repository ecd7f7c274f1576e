/// The stretch of time that a budget covers: from `start` up to, not including, `end`.
public struct BudgetWindow: Sendable, Hashable, Codable {
    /// The first instant.
    public var start: Timestamp
    /// The first instant after it.
    public var end: Timestamp

    /// Makes a window.
    public init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// All time.
    public static let forever = BudgetWindow(start: Timestamp(microseconds: 0), end: Timestamp(microseconds: .max))

    /// Whether it never ends.
    public var isForever: Bool { self == .forever }

    /// Whether the instant lies in it.
    public func contains(_ time: Timestamp) -> Bool { start <= time && time < end }
}

/// One scope in one window: what is counted together.
public struct BudgetAccountID: Sendable, Hashable, Codable {
    /// The scope.
    public var scope: BudgetScope
    /// The window.
    public var window: BudgetWindow

    /// Makes an id.
    public init(scope: BudgetScope, window: BudgetWindow = .forever) {
        self.scope = scope
        self.window = window
    }
}
