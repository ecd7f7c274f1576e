package import LanguageModels

/// A model behind an API in OpenAI's chat completions dialect.
package struct OpenAIModel: Model {
    package let profile: ModelProfile
    private var connection: ProviderConnection
    private let encodedTools = EncodedTools()

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
        let request = try request.fromAnthropic(unsupported: errors.unsupported)
        let encoder = OpenAIRequest(
            quirks: connection.endpoint.quirks, unsupported: errors.unsupported, encodedTools: encodedTools)
        let body = try encoder.encode(request, model: profile.id.name)
        let decoder = OpenAIStreamDecoder(errors: errors, salt: UInt64(request.messages.count))
        return try await connection.exchange(
            path: connection.endpoint.quirks.chatPath, model: profile.id, body: body,
            headers: request.stream ? [("accept", "text/event-stream")] : [("accept", "application/json")],
            decoder: decoder, errors: errors, onEvent: onEvent)
    }
}
