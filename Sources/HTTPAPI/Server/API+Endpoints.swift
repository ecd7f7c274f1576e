import HTTPTypes

extension API {
    /// Every address of the server.
    var endpoints: [Endpoint] {
        let chat = ChatCompletions(api: self)
        let messages = AnthropicMessages(api: self)
        let embeddings = EmbeddingsEndpoint(api: self)
        let models = ModelsEndpoint(api: self)
        let health = HealthEndpoint(api: self)
        return [
            Endpoint(.post, "/v1/chat/completions", .caller, chat.answer),
            Endpoint(.post, "/v1/messages", .caller, messages.answer),
            Endpoint(.post, "/v1/embeddings", .caller, embeddings.answer),
            Endpoint(.get, "/v1/models", .caller, models.list),
            Endpoint(.get, "/v1/models/{model+}", .caller, models.show),
            Endpoint(.get, "/healthz", .open, health.live),
            Endpoint(.get, "/readyz", .open, health.ready),
        ]
    }
}
