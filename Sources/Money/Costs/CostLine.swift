/// One line of a cost: how much of what, for how much.
public struct CostLine: Sendable, Hashable {
    /// The kind of charge.
    public var item: LineItem
    /// How many tokens, uses or units.
    public var count: Int
    /// The price of all of them.
    public var amount: Money

    /// Makes a line.
    public init(item: LineItem, count: Int, amount: Money) {
        self.item = item
        self.count = count
        self.amount = amount
    }
}
