/// The name of a model at a provider: one priced entry, written `provider/name`.
///
/// The provider is part of the identity because the same weights cost different amounts at different providers.
/// The name may itself contain slashes: `openrouter/openai/gpt-4.1` is `openai/gpt-4.1` at `openrouter`.
public struct ModelID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The provider's key in the catalogue or the settings, e.g. `openrouter`.
    public var provider: String
    /// The name the provider knows, e.g. `openai/gpt-4.1`.
    public var name: String

    /// Makes an id of its parts.
    public init(provider: String, name: String) {
        self.provider = provider
        self.name = name
    }

    /// Parses `provider/name`; nil when either part is empty.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let provider = String(text[..<slash])
        let name = String(text[text.index(after: slash)...])
        guard !provider.isEmpty, !name.isEmpty else { return nil }
        self.init(provider: provider, name: name)
    }

    /// `provider/name`.
    public var description: String { "\(provider)/\(name)" }

    /// Orders by provider, then name.
    public static func < (a: ModelID, b: ModelID) -> Bool { (a.provider, a.name) < (b.provider, b.name) }
}

extension ModelID: Codable {
    /// Decodes the `provider/name` text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = ModelID(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is not a model: write provider/name")
        }
        self = id
    }

    /// Encodes the `provider/name` text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
