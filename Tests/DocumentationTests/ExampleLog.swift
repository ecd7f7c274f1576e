import NIOConcurrencyHelpers

/// What the examples noted.
final class ExampleLog: Sendable {
    private let notes = NIOLockedValueBox<[String]>([])

    var all: [String] { notes.withLockedValue { $0 } }

    func note(_ line: String) { notes.withLockedValue { $0.append(line) } }
}
