package import ExactJSON
package import LanguageModels

/// What became of one request of a batch.
package struct BatchOutcome: Sendable {
    /// The caller's name for the request.
    package var customID: String
    /// The reply's body, or the provider's error.
    package var reply: JSONValue
    /// The text, tool calls and usage of an answer; nil for a failure.
    package var response: ModelResponse?
    /// The usage of an answer without a message, such as an embedding.
    package var usage: UsageReport
    /// Why it failed; nil for an answer.
    package var error: ModelError?

    /// Makes an outcome.
    package init(
        customID: String, reply: JSONValue, response: ModelResponse? = nil, usage: UsageReport,
        error: ModelError? = nil
    ) {
        self.customID = customID
        self.reply = reply
        self.response = response
        self.usage = usage
        self.error = error
    }
}
