import HTTPTypes
import Hummingbird

/// Decides who asks, and refuses pages of other sites that ask through a person's browser.
struct Gatekeeper: Sendable {
    let options: ServerOptions
    let keys: any KeyRegister

    /// Who makes a request.
    ///
    /// - Throws: `APIError` of status 401 without a key that is taken.
    func caller(of request: Request) throws -> Caller { try caller(withKey: Self.key(of: request)) }

    /// Who has a key; nil is none.
    ///
    /// - Throws: `APIError` of status 401 when it is not taken.
    func caller(withKey key: String?) throws -> Caller {
        guard let text = key else {
            if options.isLoopback, try keys.isEmpty() { return .local }
            throw APIError(
                401, "authentication_error", "You did not provide an API key. Send it as `Authorization: Bearer KEY`.",
                code: "missing_api_key")
        }
        if let record = try keys.key(text) {
            return Caller(
                key: record.name, role: record.role, models: record.models,
                requestsPerMinute: record.requestsPerMinute)
        }
        // Clients insist on sending some key, also to a server that has none.
        if options.isLoopback, try keys.isEmpty() { return .local }
        throw APIError(
            401, "authentication_error", "Incorrect API key provided, or it has expired.", code: "invalid_api_key")
    }

    /// Refuses names that are not the server's own (a page whose name was rebound to this machine), and what pages of
    /// other sites ask for, other than the addresses that are open to everybody.
    ///
    /// - Throws: `APIError` of status 403 or 421.
    func checkOrigin(of request: Request) throws(APIError) {
        let authority = request.head.authority ?? request.headers[.init("host") ?? .origin] ?? ""
        if options.isLoopback {
            let host = Self.host(of: authority)
            guard ServerOptions.isLoopback(host) || options.hostNames.contains(host) else {
                throw APIError(
                    421, "invalid_request_error",
                    "This server is not reached by the name \(authority.prefix(100)): use its address.",
                    code: "wrong_host")
            }
        }
        guard let origin = request.headers[.origin] else { return }
        guard let scheme = origin.range(of: "://"), origin[scheme.upperBound...] == authority else {
            throw APIError.forbidden("Requests from pages of other sites are refused.")
        }
    }

    /// Refuses what a page of another site embeds or links to: it could not read the answer, but would cause the work.
    ///
    /// - Throws: `APIError` of status 403.
    func checkSite(of request: Request, for access: Endpoint.Access) throws(APIError) {
        guard access != .open, let site = request.headers[.fetchSite], site != "same-origin", site != "none" else {
            return
        }
        throw APIError.forbidden("Requests from pages of other sites are refused.")
    }

    /// The key that a request brings.
    static func key(of request: Request) -> String? {
        if let value = request.headers[.authorization] {
            let parts = value.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
            return String(parts[1])
        }
        return request.headers[.apiKey]
    }

    private static func host(of authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }) + "]" }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }
}

extension String {
    fileprivate func range(of separator: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(separator) { return start..<index(start, offsetBy: separator.count) }
            start = index(after: start)
        }
        return nil
    }
}
