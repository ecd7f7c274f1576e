/// A way to set off text on a terminal: what it means is up to the caller, how it looks is decided here.
package enum Style: String, Sendable, CaseIterable {
    case bold = "1"
    case dim = "2"
    case italic = "3"
    case underline = "4"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
    case magenta = "35"
    case cyan = "36"

    /// The sequence that switches this style on.
    package var start: String { "\u{1B}[\(rawValue)m" }

    /// The sequence that switches every style off.
    package static let end = "\u{1B}[0m"
}
