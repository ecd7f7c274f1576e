import ExactJSON
import LanguageModels

/// What a reply asks the loop to do next.
enum NextStep {
    /// It is the final answer.
    case answer(String)
    /// It calls tools.
    case tools([ToolCall])
    /// It is neither, for this reason.
    case unusable(String)

    /// Reads a reply.
    ///
    /// - Parameter speaksText: whether the model calls tools by a JSON object in its text.
    init(reply: ModelResponse, speaksText: Bool) {
        let calls = reply.message.toolCalls
        guard calls.isEmpty else {
            self = .tools(calls)
            return
        }
        let text = reply.message.text
        guard !text.allSatisfy(\.isWhitespace) else {
            let why =
                reply.finishReason == .length ? "it reached its output limit before it said anything" : "it was empty"
            self = .unusable(why)
            return
        }
        guard speaksText else {
            self = .answer(text)
            return
        }
        switch TextToolCall(parsing: text) {
        case .call(let name, let arguments, _):
            self = .tools([
                ToolCall(id: "text-\(name)", name: name, arguments: JSONValue.object(arguments).text)
            ])
        case .none(let reason):
            self = .unusable(reason)
        }
    }
}
