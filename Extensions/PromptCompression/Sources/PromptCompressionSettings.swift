public import ExactJSON
public import Money

/// The settings of prompt compression, under `extensions: {settings: {PromptCompression: {…}}}`.
public struct PromptCompressionSettings: Sendable, Hashable {
    /// The reduction to aim at, 0…1; 0 allows only what loses nothing.
    public var target = 0.3
    /// How many messages at the end of a conversation stay as they are.
    public var keepRecent = 5
    /// Prompts of models whose million input tokens cost less are left alone.
    public var minimumPrice = Money(picodollars: 50_000_000_000)
    /// An older tool result that is still longer than this keeps its head and tail, in bytes; 0 never cuts.
    public var longResult = 16_000
    /// How often a prompt's beginning is expected to be sent again; weighs what a change to it saves against what the
    /// provider's cache loses.
    public var expectedCalls = 8
    /// The most tokens of an answer; nil leaves it to the slot.
    public var maxOutputTokens: Int?
    /// About how many words an answer should have; nil says nothing to the model.
    public var answerWords: Int?

    /// Whether the utility model may say long texts in fewer words where that pays.
    public var asksUtility = false
    /// Whether requests that programs send to the OpenAI-compatible endpoint are shortened too. They have no `expand`.
    public var editsRequests = false

    /// The defaults.
    public init() {}

    /// Reads what the settings file says.
    ///
    /// - Throws: `PromptCompressionProblem` for a key or a value that it does not take.
    public init(_ object: JSONObject) throws(PromptCompressionProblem) {
        for member in object {
            let (key, value) = (member.key, member.value)
            switch key {
            case "target": target = try Self.share(key, value)
            case "keep_recent": keepRecent = try Self.count(key, value)
            case "minimum_price":
                let text = value.stringValue ?? value.numberValue?.text ?? ""
                guard let price = Money(text), !price.isNegative else {
                    throw PromptCompressionProblem("minimum_price: US dollars for a million input tokens, e.g. 0.05")
                }
                minimumPrice = price
            case "long_result": longResult = try Self.count(key, value)
            case "expected_calls": expectedCalls = try Self.count(key, value)
            case "max_output_tokens": maxOutputTokens = try Self.count(key, value)
            case "answer_words": answerWords = try Self.count(key, value)
            case "utility": asksUtility = try Self.flag(key, value)
            case "requests": editsRequests = try Self.flag(key, value)
            default:
                throw PromptCompressionProblem(
                    "\(key): it takes target, keep_recent, minimum_price, long_result, expected_calls, "
                        + "max_output_tokens, answer_words, utility and requests")
            }
        }
    }

    private static func share(_ key: String, _ value: JSONValue) throws(PromptCompressionProblem) -> Double {
        guard let number = value.doubleValue, (0...1).contains(number) else {
            throw PromptCompressionProblem("\(key): a share between 0 and 1")
        }
        return number
    }

    private static func flag(_ key: String, _ value: JSONValue) throws(PromptCompressionProblem) -> Bool {
        guard case .bool(let flag) = value else { throw PromptCompressionProblem("\(key): true or false") }
        return flag
    }

    private static func count(_ key: String, _ value: JSONValue) throws(PromptCompressionProblem) -> Int {
        guard let number = value.intValue, number >= 0 else {
            throw PromptCompressionProblem("\(key): a whole number, 0 or more")
        }
        return number
    }
}

/// A setting that cannot be used.
public struct PromptCompressionProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which, and what it takes.
    public let description: String

    init(_ text: String) { description = "extensions.settings.PromptCompression: \(text)" }
}
