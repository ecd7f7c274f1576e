public import ExactJSON

/// A request that a ``MockProviderServer`` has received.
public struct MockRequest: Sendable {
    /// What the server speaks.
    public enum Endpoint: Sendable, Hashable {
        /// `POST /v1/chat/completions`.
        case chat
        /// `POST /v1/messages`.
        case messages
        /// `POST /v1/embeddings`.
        case embeddings
        /// `GET /v1/models`.
        case models
    }

    /// What was asked for.
    public let endpoint: Endpoint
    /// The number of the request, from 0.
    public let index: Int
    /// The body, decoded; null for a request without.
    public let body: JSONValue
    /// The request as it came.
    public let recorded: RecordedRequest

    /// The model asked.
    public var model: String { body["model"]?.stringValue ?? "" }
    /// Whether a stream was asked for.
    public var stream: Bool { body["stream"]?.boolValue ?? false }
    /// The key that came with it, of either header.
    public var key: String? {
        if let key = recorded.header("x-api-key") ?? recorded.header("api-key") { return key }
        guard let value = recorded.header("authorization"), value.hasPrefix("Bearer ") else { return nil }
        return String(value.dropFirst(7))
    }

    /// The text of the last message.
    public var lastText: String {
        guard let content = body["messages"]?.arrayValue?.last?["content"] else { return "" }
        if let text = content.stringValue { return text }
        return (content.arrayValue ?? []).compactMap { ($0["text"] ?? $0["content"])?.stringValue }.joined()
    }

    init?(_ recorded: RecordedRequest) {
        switch (recorded.method, recorded.path) {
        case ("POST", let path) where path.hasSuffix("/chat/completions"): endpoint = .chat
        case ("POST", let path) where path.hasSuffix("/messages"): endpoint = .messages
        case ("POST", let path) where path.hasSuffix("/embeddings"): endpoint = .embeddings
        case ("GET", let path) where path.hasSuffix("/models"): endpoint = .models
        default: return nil
        }
        index = recorded.index
        self.recorded = recorded
        // A body that is no JSON counts as null, which the check refuses.
        body = recorded.body.isEmpty ? .null : (try? JSONValue(parsing: recorded.body)) ?? .null
    }
}
