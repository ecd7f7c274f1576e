/// What a family of models adds to the text of a chat, and which encoding counts the text.
///
/// Message, name, reply and tool overheads: OpenAI Cookbook, "How to count tokens with tiktoken", sections 6 and 7
/// (github.com/openai/openai-cookbook, MIT). Providers publish nothing of the kind for other families; these take the
/// same overheads and are estimates.
public struct ChatTokenRules: Hashable, Sendable {
    /// The encoding that counts, the model's own or its stand-in.
    public let encoding: Encoding
    /// Whether the encoding is the model's own.
    public let isExact: Bool
    /// Tokens around each message.
    public let message: Int
    /// Tokens of a name besides its text; negative where it takes the place of the role.
    public let name: Int
    /// Tokens that the reply begins with.
    public let reply: Int
    /// Tokens at the start of each tool.
    public let tool: Int
    /// How images are counted.
    public let images: ImageTokenRule

    /// Tokens before the first parameter of a tool, and for each parameter.
    static let properties = 3
    static let property = 3
    /// Tokens for a list of choices, and for each choice.
    static let choices = -3
    static let choice = 3
    /// Tokens at the end of the tools.
    static let toolsEnd = 12

    /// Finds the rules of a model by its name, with or without a provider in front. An unknown model is counted with
    /// o200k_base, as an estimate.
    public init(model: String) {
        let name = model.split(separator: "/").last.map(String.init) ?? model
        let known = Encoding.ifKnown(forModel: model)
        encoding = known ?? .o200k_base
        isExact = known != nil
        let isFirstTurbo = name == "gpt-3.5-turbo-0301"
        message = isFirstTurbo ? 4 : 3
        self.name = isFirstTurbo ? -1 : 1
        reply = 3
        tool = encoding == .cl100k_base ? 10 : 7
        images = Self.imageRule(name)
    }

    private static func imageRule(_ name: String) -> ImageTokenRule {
        imageRules.first { name.hasPrefix($0.prefix) }?.rule ?? .tiles(base: 85, tile: 170)
    }

    private static let imageRules: [(prefix: String, rule: ImageTokenRule)] = [
        ("gpt-5-mini", .patches(hundredths: 162)), ("gpt-5-nano", .patches(hundredths: 246)),
        ("gpt-5", .tiles(base: 70, tile: 140)),
        ("gpt-4.1-mini", .patches(hundredths: 162)), ("gpt-4.1-nano", .patches(hundredths: 246)),
        ("o4-mini", .patches(hundredths: 172)),
        ("gpt-4o-mini", .tiles(base: 2833, tile: 5667)),
        ("o1", .tiles(base: 75, tile: 150)), ("o3", .tiles(base: 75, tile: 150)),
        ("computer-use-preview", .tiles(base: 65, tile: 129)),
        ("claude", .area), ("gemini", .gemini),
    ]
}
