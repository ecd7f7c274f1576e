/// What happens to a call whose model has no price. Models declared `free: true` have one.
package enum UnpricedAction: String, Sendable, Hashable, CaseIterable {
    /// It is refused, with what to do about it.
    case block
    /// It is charged at a price that no model exceeds.
    case ceiling
    /// It is made and recorded as unpriced: no budget in dollars knows of it.
    case warn
}
