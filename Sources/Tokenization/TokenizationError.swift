/// A failure of this module: what was wrong, and with what.
public struct TokenizationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: String, Hashable, Sendable {
        /// There is no table of that name.
        case unknownEncoding = "unknown_encoding"
        /// No public encoding is known for that model.
        case unknownModel = "unknown_model"
        /// An id that the encoding does not have.
        case unknownToken = "unknown_token"
        /// A special token in the text that the policy refuses.
        case specialTokenRefused = "special_token_refused"
        /// A special token that was allowed by name but is none of the encoding's.
        case unknownSpecialToken = "unknown_special_token"
        /// Ids whose bytes are not text.
        case invalidUTF8 = "invalid_utf8"
    }

    /// The kind of failure.
    public let code: Code
    /// The name, id or text that caused it.
    public let offender: String
    /// What happened and what to do.
    public let message: String

    /// The message.
    public var description: String { message }

    static func unknownEncoding(_ name: String) -> TokenizationError {
        TokenizationError(
            code: .unknownEncoding, offender: name,
            message: "unknown encoding \"\(name)\"; known are "
                + Encoding.known.map(\.name).joined(separator: ", "))
    }

    static func unknownModel(_ name: String) -> TokenizationError {
        TokenizationError(
            code: .unknownModel, offender: name,
            message: "no public encoding is known for the model \"\(name)\"; name an encoding, or use an estimate")
    }

    static func unknownToken(_ id: UInt32, _ encoding: Encoding) -> TokenizationError {
        TokenizationError(
            code: .unknownToken, offender: String(id), message: "\(encoding) has no token \(id)")
    }

    static func specialTokenRefused(_ text: String, _ encoding: Encoding) -> TokenizationError {
        TokenizationError(
            code: .specialTokenRefused, offender: text,
            message:
                "the text contains \(text), a special token of \(encoding); allow it, or encode it as ordinary text")
    }

    static func unknownSpecialToken(_ text: String, _ encoding: Encoding) -> TokenizationError {
        TokenizationError(
            code: .unknownSpecialToken, offender: text, message: "\(text) is no special token of \(encoding)")
    }

    static func invalidUTF8(_ offset: Int) -> TokenizationError {
        TokenizationError(
            code: .invalidUTF8, offender: String(offset),
            message: "the bytes of these tokens are not UTF-8 at byte \(offset); decode them as bytes")
    }
}
