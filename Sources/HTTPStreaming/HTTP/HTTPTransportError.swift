/// Why an exchange did not come to its end.
///
/// The message never holds a header's value, a path, a query or a password.
package struct HTTPTransportError: Error, Sendable {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// The URL or a header cannot be sent; nothing was tried.
        case invalidRequest
        case cannotResolveHost
        case cannotConnect
        /// TLS handshake or certificate.
        case tls
        /// The proxy could not be used, or refused.
        case proxy
        case connectTimeout
        case firstByteTimeout
        case idleTimeout
        case totalTimeout
        /// The connection ended before any response.
        case connectionLost
        /// The connection ended inside the response.
        case truncated
        case tooLarge
        /// The server answered with a redirect, which is not followed.
        case redirected
        /// What came was no HTTP, or not decodable.
        case protocolError
        case cancelled
        /// libcurl could not be started or ran out of memory.
        case unavailable
    }

    /// How far the exchange had come.
    package enum Progress: Int, Sendable, Comparable {
        /// Not a byte of the request left: it cannot have been billed, and trying again is safe.
        case notSent
        /// The request was sent, at least in part: it may have been billed.
        case sent
        /// The head of the response had arrived.
        case responding

        package static func < (left: Progress, right: Progress) -> Bool { left.rawValue < right.rawValue }
    }

    package let code: Code
    /// What happened, and what to do.
    package let message: String
    package let progress: Progress

    package init(_ code: Code, _ message: String, progress: Progress) {
        self.code = code
        self.message = message
        self.progress = progress
    }

    /// True unless it is certain that the server has not seen the request.
    package var mayHaveReachedServer: Bool { progress != .notSent }
}

extension HTTPTransportError: CustomStringConvertible {
    package var description: String { message }
}
