/// The name of a byte-pair encoding. Any name can be written down; `Tokenizer` refuses those it has no table for.
public struct Encoding: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The name, as tiktoken has it.
    public let name: String

    /// Takes a name as it is.
    public init(_ name: String) { self.name = name }

    /// GPT-4, GPT-3.5 and the embedding models.
    public static let cl100k_base = Encoding("cl100k_base")
    /// GPT-4o and everything after it.
    public static let o200k_base = Encoding("o200k_base")
    /// The gpt-oss models: o200k_base with the special tokens of the harmony format.
    public static let o200k_harmony = Encoding("o200k_harmony")
    /// text-davinci-002/003 and the Codex models.
    public static let p50k_base = Encoding("p50k_base")
    /// The edit models: p50k_base with fill-in-the-middle tokens.
    public static let p50k_edit = Encoding("p50k_edit")
    /// GPT-3.
    public static let r50k_base = Encoding("r50k_base")
    /// GPT-2; the same ids as r50k_base.
    public static let gpt2 = Encoding("gpt2")

    /// The encodings that have a table in this build.
    public static let known: [Encoding] = [
        .cl100k_base, .o200k_base, .o200k_harmony, .p50k_base, .p50k_edit, .r50k_base, .gpt2,
    ]

    /// The name.
    public var description: String { name }

    /// Reads a bare string.
    public init(from decoder: any Decoder) throws { name = try decoder.singleValueContainer().decode(String.self) }

    /// Writes a bare string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
