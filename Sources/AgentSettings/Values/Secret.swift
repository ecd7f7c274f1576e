/// A key, token or password. It never prints, in any way; it is had by asking for it by name.
///
/// It is not `Encodable`, and its mirror is empty, so that neither encoders nor `dump` nor interpolation reach it.
package struct Secret: Sendable, Hashable {
    private let value: String

    /// Takes a secret; nil when it is empty or holds what cannot stand in a header: control characters.
    package init?(_ value: String) {
        let trimmed = value.trimmed
        guard trimmed.isOneLine else { return nil }
        self.value = trimmed
    }

    /// Returns the secret itself: for the header or the environment of a child it is meant for, nothing else.
    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Three dots.
    package var description: String { "•••" }
    /// Three dots.
    package var debugDescription: String { "•••" }
    /// Empty.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
