import NIOConcurrencyHelpers

/// What the tool inside a wrap gave; the wrap's own value is only the result.
final class OutputBox: Sendable {
    private let box = NIOLockedValueBox<ToolOutput?>(nil)
    var value: ToolOutput? { box.withLockedValue { $0 } }
    func set(_ value: ToolOutput) { box.withLockedValue { $0 = value } }
}
