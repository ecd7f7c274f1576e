import Synchronization

/// Whether the tool inside a wrap asked to end the turn; the wrap's own value is only the result.
final class EndFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    var value: Bool { flag.load(ordering: .acquiring) }
    func set(_ value: Bool) { flag.store(value, ordering: .releasing) }
}
