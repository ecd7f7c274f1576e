package import ExactJSON

/// What the requests of a batch ask for.
package enum BatchEndpoint: String, Sendable, Hashable, Codable {
    case chat = "/v1/chat/completions"
    case embeddings = "/v1/embeddings"
    case messages = "/v1/messages"
}

/// One request of a batch, in the provider's own words.
package struct BatchRequest: Sendable, Hashable {
    /// The caller's name for it, unique in its file.
    package var customID: String
    /// What it asks for.
    package var endpoint: BatchEndpoint
    /// The body, as it would be sent by itself.
    package var body: JSONObject

    /// Makes a request.
    package init(customID: String, endpoint: BatchEndpoint, body: JSONObject) {
        self.customID = customID
        self.endpoint = endpoint
        self.body = body
    }
}
