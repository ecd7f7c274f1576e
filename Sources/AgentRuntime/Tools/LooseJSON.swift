public import ExactJSON

/// One JSON object found in a model's text, read with the slips that models make.
///
/// The object begins at the first `{`, in prose or in a fence. Beyond JSON it may have: keys without quotes; strings in
/// single, double, curly, backtick or triple quotes, with raw line breaks and with unescaped quotes inside where what
/// follows tells them from the closing one; `//`, `#` and `/* */` comments; commas too many or missing; doubled braces;
/// `=` or `=>` for `:`; literals of any case, of Python and of JavaScript; numbers like `+1`, `.5`, `1_000` or `0x1F`;
/// tuples; words without quotes; and no end. Time is linear in the text, and nesting and length are bounded.
///
/// Strict JSON reads exactly as `JSONValue(parsing:)` reads it. Of a text that was cut anywhere the object holds what
/// came before the cut: strings and numbers end there, a key without a value is left out.
public struct LooseJSON: Sendable, Hashable {
    /// How the object ended.
    public enum Ending: Sendable, Hashable {
        /// With its brace.
        case closed
        /// The text ended after a whole value; only closing brackets are missing.
        case open
        /// The text ended within a value or where another one was to come.
        case cut
    }

    /// The object.
    public var object: JSONObject
    /// How it ended.
    public var ending: Ending
    /// Where it stands in the text's UTF-8 bytes.
    public var range: Range<Int>

    /// The longest text that is read, in bytes.
    public static let maximumLength = 1 << 20
    /// The deepest nesting that is read, as in strict parsing.
    public static let maximumDepth = 256

    /// Reads the first object of a text.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - offset: the UTF-8 offset at which to begin to look.
    /// - Throws: `LooseJSONError` when there is none, or it is too long or nested too deep.
    public init(parsing text: String, from offset: Int = 0) throws(LooseJSONError) {
        var text = text
        self = try text.withUTF8 { bytes in
            Result { () throws(LooseJSONError) in try LooseJSON(parsing: bytes, from: offset) }
        }.get()
    }

    /// Reads the first object of UTF-8 text; see `init(parsing:from:)`.
    public init(parsing bytes: UnsafeBufferPointer<UInt8>, from offset: Int = 0) throws(LooseJSONError) {
        guard bytes.count <= Self.maximumLength else {
            throw LooseJSONError(.tooLong, "The text is longer than \(Self.maximumLength) bytes.")
        }
        guard let start = bytes[min(offset, bytes.count)...].firstIndex(of: UInt8(ascii: "{")) else {
            throw LooseJSONError(.noObject, "There is no { in the text.")
        }
        var parser = LooseJSONParser(bytes, from: start)
        object = try parser.parseObject()
        ending = parser.ending
        range = start..<parser.index
    }
}

/// Why no object could be read.
public struct LooseJSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds.
    public enum Code: String, Sendable, Hashable {
        /// The text has no `{`.
        case noObject = "no_object"
        /// The text is longer than `LooseJSON.maximumLength`.
        case tooLong = "too_long"
        /// The object nests deeper than `LooseJSON.maximumDepth`.
        case tooDeep = "too_deep"
    }

    /// The kind.
    public var code: Code
    /// What happened.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
