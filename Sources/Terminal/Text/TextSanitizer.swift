/// A filter that makes text from a model, a tool or a file safe to print: nothing in it can move the cursor, change
/// colours, set the window's title or reach the clipboard.
///
/// Printable text, newline and tab pass. Carriage return before a newline disappears. Other C0 controls and DEL show as
/// caret notation (`^[`), C1 controls and the bidirectional overrides U+202D and U+202E as U+FFFD. It keeps one byte of state,
/// so that the result does not depend on how a stream is cut.
package struct TextSanitizer: Sendable {
    private var holdsCarriageReturn = false

    package init() {}

    /// Returns the safe form of the next piece of a stream.
    package mutating func sanitize(_ text: String) -> String {
        if !holdsCarriageReturn && text.utf8.allSatisfy(Self.isHarmless) { return text }
        var safe = ""
        safe.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            if holdsCarriageReturn {
                holdsCarriageReturn = false
                if scalar != "\n" { safe += "^M" }
            }
            switch scalar.value {
            case 0x09, 0x0A: safe.unicodeScalars.append(scalar)
            case 0x0D: holdsCarriageReturn = true
            case 0x00...0x1F, 0x7F:
                safe += "^"
                safe.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value ^ 0x40)))
            case 0x80...0x9F, 0x202D, 0x202E: safe += "\u{FFFD}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// Returns what is held back at the end of the stream, and starts anew.
    package mutating func finish() -> String {
        defer { holdsCarriageReturn = false }
        return holdsCarriageReturn ? "^M" : ""
    }

    /// Returns the safe form of a whole text.
    package static func sanitized(_ text: String) -> String {
        var sanitizer = TextSanitizer()
        return sanitizer.sanitize(text) + sanitizer.finish()
    }

    /// Whether a byte can be no part of anything that has to change; 0xC2 leads C1 controls, 0xE2 the overrides.
    private static func isHarmless(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte != 0x7F && byte != 0xC2 && byte != 0xE2) || byte == 0x0A || byte == 0x09
    }
}
