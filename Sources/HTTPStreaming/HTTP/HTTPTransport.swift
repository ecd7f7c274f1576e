/// What sends HTTP requests.
///
/// A call is sent at most once: a transport neither retries nor follows redirects, so that whoever pays for requests
/// can count them. Any status is a normal result, except a redirect, which throws `redirected`.
package protocol HTTPTransport: Sendable {
    /// Sends the call, and runs the closure when the head of the response is there.
    ///
    /// When the closure throws, or the task is cancelled, the transfer is closed at once. When it returns before the
    /// end of the body, the rest is dropped.
    ///
    /// - Throws: `HTTPTransportError`, or what the closure throws.
    func withResponse<Output>(
        to call: HTTPCall, _ body: (HTTPResponseHead, HTTPResponseBody) async throws -> Output
    ) async throws -> Output
}

extension HTTPTransport {
    /// Sends the call and returns the whole response.
    ///
    /// - Throws: `HTTPTransportError`.
    package func send(_ call: HTTPCall) async throws -> (head: HTTPResponseHead, body: [UInt8]) {
        try await withResponse(to: call) { head, body in (head, try await body.collect()) }
    }
}
