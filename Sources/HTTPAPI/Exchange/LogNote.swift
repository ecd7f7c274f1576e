import AgentRuntime
import NIOConcurrencyHelpers

/// What a handler adds to its request's log line. No prompt and no answer ever stands in it.
final class LogNote: Sendable {
    private let fields = NIOLockedValueBox<[(name: String, value: String)]>([])

    /// Adds a field.
    func add(_ name: String, _ value: String) { fields.withLockedValue { $0.append((name, value)) } }

    /// The fields in order.
    var all: [(name: String, value: String)] { fields.withLockedValue { $0 } }
}
