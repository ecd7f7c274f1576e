/// The two languages that providers' interfaces are written in.
public enum WireDialect: String, Sendable, Hashable, Codable {
    /// OpenAI's chat completions.
    case openAI = "openai"
    /// Anthropic's messages.
    case anthropic
}
