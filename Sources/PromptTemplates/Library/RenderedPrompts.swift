import NIOConcurrencyHelpers

/// The prompts that were rendered lately: a turn needs the same system prompt in every pass, and making it means a look
/// at a dozen files.
final class RenderedPrompts: Sendable {
    /// The most that are kept; when there are more, all are rendered anew.
    private static let capacity = 32
    /// Bytes of the longest that is kept.
    private static let longest = 262_144

    private struct Entry {
        var name: String
        var variables: [String: String]
        var text: String
        var madeAt: ContinuousClock.Instant
    }

    private let freshness: Duration
    private let entries = NIOLockedValueBox<[Entry]>([])

    /// Makes an empty memory whose entries count for `freshness`.
    init(freshness: Duration) { self.freshness = freshness }

    /// The text as it was rendered last; nil when it is not known or may be out of date.
    func text(of name: String, _ variables: [String: String]) -> String? {
        guard freshness > .zero else { return nil }
        let now = ContinuousClock.now
        return entries.withLockedValue { entries in
            entries.last { $0.name == name && $0.variables == variables }
                .flatMap { now - $0.madeAt < freshness ? $0.text : nil }
        }
    }

    /// Keeps a text that was just rendered.
    func keep(_ text: String, of name: String, _ variables: [String: String]) {
        // What holds a very long value, such as a large result of a tool, is not needed twice.
        guard freshness > .zero, text.utf8.count <= Self.longest,
            variables.values.allSatisfy({ $0.utf8.count <= 16_384 })
        else { return }
        let entry = Entry(name: name, variables: variables, text: text, madeAt: .now)
        entries.withLockedValue { entries in
            entries.removeAll { $0.name == name && $0.variables == variables }
            if entries.count >= Self.capacity { entries.removeAll() }
            entries.append(entry)
        }
    }
}
