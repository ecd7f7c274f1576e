/// A kind of charge. The names of token charges are those of Anthropic's cost report, the closest there is to a common
/// vocabulary; tools and units keep their own names.
public struct LineItem: RawRepresentable, Sendable, Hashable {
    /// The name in the books.
    public var rawValue: String
    /// Makes a kind by name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Plain prompt tokens.
    public static let uncachedInput = LineItem(rawValue: "uncached_input_tokens")
    /// Prompt tokens read from a cache.
    public static let cacheRead = LineItem(rawValue: "cache_read_input_tokens")
    /// Prompt tokens written to a 5-minute cache.
    public static let cacheWrite5m = LineItem(rawValue: "cache_creation.ephemeral_5m_input_tokens")
    /// Prompt tokens written to a 1-hour cache.
    public static let cacheWrite1h = LineItem(rawValue: "cache_creation.ephemeral_1h_input_tokens")
    /// Prompt tokens written to a 12-hour cache.
    public static let cacheWrite12h = LineItem(rawValue: "cache_creation.ephemeral_12h_input_tokens")
    /// Audio tokens of the prompt.
    public static let audioInput = LineItem(rawValue: "audio_input_tokens")
    /// Audio tokens of the prompt read from a cache.
    public static let audioCacheRead = LineItem(rawValue: "audio_cache_read_input_tokens")
    /// Image tokens of the prompt.
    public static let imageInput = LineItem(rawValue: "image_input_tokens")
    /// Answer tokens.
    public static let output = LineItem(rawValue: "output_tokens")
    /// Reasoning tokens.
    public static let reasoning = LineItem(rawValue: "reasoning_tokens")
    /// Audio tokens of the answer.
    public static let audioOutput = LineItem(rawValue: "audio_output_tokens")
    /// Image tokens of the answer.
    public static let imageOutput = LineItem(rawValue: "image_output_tokens")
    /// The fee of a request.
    public static let request = LineItem(rawValue: "request")
}
