/// A provider's key. It cannot be printed: only requests see it.
package struct ProviderKey: Sendable, Hashable {
    /// The key itself, for the request's header and for masking.
    let text: String

    /// Makes a key, white space around it removed; nil when nothing is left or a character cannot stand in a header.
    package init?(_ text: String) {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let trimmed = text.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard !trimmed.isEmpty, trimmed.allSatisfy({ $0.isASCII && $0 > " " && $0 != "\u{7F}" }) else { return nil }
        self.text = String(trimmed)
    }

    /// Parses keys separated by commas; what is no key is left out.
    package static func list(_ text: String) -> [ProviderKey] {
        text.split(separator: ",").compactMap { ProviderKey(String($0)) }
    }
}

extension ProviderKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `•••`.
    package var description: String { "•••" }
    /// `•••`.
    package var debugDescription: String { "•••" }
    /// Empty.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
