import NIOConcurrencyHelpers

/// A list that is read from the front or appended to, from any task.
final class Script<Element: Sendable>: Sendable {
    private let state: NIOLockedValueBox<(elements: [Element], position: Int)>

    init(_ elements: [Element]) { state = NIOLockedValueBox((elements, 0)) }

    var all: [Element] { state.withLockedValue { $0.elements } }

    func append(_ element: Element) { state.withLockedValue { $0.elements.append(element) } }

    func next() -> Element? {
        state.withLockedValue { state in
            guard state.position < state.elements.count else { return nil }
            state.position += 1
            return state.elements[state.position - 1]
        }
    }
}
