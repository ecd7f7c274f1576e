import ExactJSON
package import LanguageModels

/// A model behind an API in Anthropic's messages dialect.
package struct AnthropicModel: Model {
    package let profile: ModelProfile
    private var connection: ProviderConnection
    private let encodedTools = EncodedTools()

    /// The version of the API that this dialect speaks.
    static let apiVersion = "2023-06-01"

    /// Makes a model; nothing is sent.
    package init(profile: ModelProfile, connection: ProviderConnection) {
        self.profile = profile
        self.connection = connection
    }

    package var usableKeys: [Int] { connection.keyring.usable }

    package func using(key: Int) -> any Model {
        var model = self
        model.connection.key = key
        return model
    }

    package func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        let errors = connection.errors(for: profile.id)
        let request = try request.fromOpenAI(unsupported: errors.unsupported)
        var overrides = connection.endpoint.quirks.body
        for member in request.extra { overrides[member.key] = member.value }
        let encoder = AnthropicRequest(
            profile: profile, overrides: overrides, unsupported: errors.unsupported, encodedTools: encodedTools)
        let body = try encoder.encode(request)
        return try await connection.exchange(
            path: AnthropicModel.path(for: connection.endpoint.baseURL), model: profile.id, body: body,
            headers: [("anthropic-version", AnthropicModel.apiVersion)],
            decoder: AnthropicStreamDecoder(errors: errors), errors: errors, onEvent: onEvent)
    }

    /// Returns the path of messages: base URLs are given with and without the version.
    static func path(for baseURL: String) -> String {
        baseURL.hasSuffix("/v1") ? "/messages" : "/v1/messages"
    }
}
