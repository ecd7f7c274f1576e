public import ExactJSON
public import LanguageModels

extension ToolCall {
    /// The arguments as the runtime would read them, a model's small slips mended; nil when they are no object or break
    /// off.
    public var readableArguments: JSONObject? { ToolArgumentsText.object(arguments) }
}
