import NIOConcurrencyHelpers

/// What the utility model made of texts, by the texts' hashes, so that the same messages are summarised once. It also
/// remembers that nothing came of a text; bounded.
final class SummaryCache: Sendable {
    private static let capacity = 512
    private let known = NIOLockedValueBox<[UInt64: String?]>([:])

    /// What is known of a text: nil when nothing is, an inner nil when the model had nothing to say.
    func story(of key: UInt64) -> String?? { known.withLockedValue { $0[key] } }

    /// Remembers what became of a text.
    func note(_ story: String?, of key: UInt64) {
        known.withLockedValue { known in
            if known.count >= Self.capacity { known.removeAll(keepingCapacity: true) }
            known[key] = .some(story)
        }
    }

    /// A hash of a text (FNV-1a over 64 bits).
    static func key(of text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
