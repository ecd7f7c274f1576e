import LanguageModels
import Money

/// What of a call depends on its slot: where its models come from, and how its prompt is counted. Everything else,
/// keys, limits, breakers, failing over, settling, is the same for all slots.
protocol CallKind: Sendable {
    /// The model of that id.
    ///
    /// - Throws: `ModelError` when the provider is unknown or has no key.
    func model(_ id: ModelID) throws -> any Model
    /// Tokens of a request's prompt at the model it names.
    func promptTokens(of request: ModelRequest) -> TokenCount
    /// What a request can use at most.
    func bounds(of request: ModelRequest, promptTokens: Int, maxOutputTokens: Int?) -> CallBounds
}

/// A call that is answered with a message: chat, utility, browser.
struct TextCallKind: CallKind {
    let services: RuntimeServices

    func model(_ id: ModelID) throws -> any Model { try services.models.model(id) }

    func promptTokens(of request: ModelRequest) -> TokenCount { services.tokens.promptTokens(of: request) }

    func bounds(of request: ModelRequest, promptTokens: Int, maxOutputTokens: Int?) -> CallBounds {
        CallBounds(request, promptTokens: promptTokens, maxOutputTokens: maxOutputTokens)
    }
}
