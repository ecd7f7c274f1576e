import HTTPTypes

/// An address, who may ask there, who answers, and what is said of it.
struct Endpoint: Sendable {
    /// Who may ask.
    enum Access: Sendable {
        /// Everybody: nothing of anybody is told.
        case open
        /// Whoever has a key, or is on this machine where there are none.
        case caller
        /// Administrators.
        case admin
    }

    /// Who answers; nil when the answer was written already.
    typealias Handler = @Sendable (Exchange) async throws -> Reply?

    let method: HTTPRequest.Method
    /// The path, with an open place written `{name}`.
    let path: String
    let access: Access
    let doc: EndpointDoc
    /// How errors are told.
    let telling: @Sendable (APIError) -> Reply
    let answer: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ doc: EndpointDoc = EndpointDoc(summary: ""),
        telling: @escaping @Sendable (APIError) -> Reply = { $0.reply }, _ answer: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.doc = doc
        self.telling = telling
        self.answer = answer
    }
}
