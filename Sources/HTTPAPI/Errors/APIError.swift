import ExactJSON
import HTTPTypes

/// An error as a client sees it: OpenAI's shape, the status, and what the client's library reads from the header.
struct APIError: Error, Sendable {
    var status: Int
    /// The word by which clients tell errors apart, e.g. `invalid_request_error`.
    var type: String
    var message: String
    /// The part of the request that is wrong.
    var parameter: String?
    var code: String?
    /// How long to wait before trying again.
    var retryAfter: Duration?
    /// Whether the client's library may try again by itself; nil leaves it to the status.
    var shouldRetry: Bool?
    /// The methods that are allowed, for a status of 405.
    var allowed: [HTTPRequest.Method] = []

    init(
        _ status: Int, _ type: String, _ message: String, parameter: String? = nil, code: String? = nil,
        retryAfter: Duration? = nil, shouldRetry: Bool? = nil
    ) {
        self.status = status
        self.type = type
        self.message = message
        self.parameter = parameter
        self.code = code
        self.retryAfter = retryAfter
        self.shouldRetry = shouldRetry
    }

    /// A request that is wrong in one place.
    static func invalid(_ parameter: String?, _ message: String, code: String? = nil) -> APIError {
        APIError(400, "invalid_request_error", message, parameter: parameter, code: code)
    }

    /// Nothing is there, or nothing that the caller may see.
    static func notFound(_ message: String, code: String = "not_found") -> APIError {
        APIError(404, "invalid_request_error", message, code: code)
    }

    /// Something is there, but not for this method.
    static func notAllowed(_ method: HTTPRequest.Method, _ allowed: [HTTPRequest.Method]) -> APIError {
        var error = APIError(
            405, "invalid_request_error",
            "\(method.rawValue.prefix(40)) is not allowed here: use "
                + allowed.map(\.rawValue).joined(separator: ", ") + ".", code: "method_not_allowed")
        error.allowed = allowed
        return error
    }

    /// A stream that cannot be taken up where the client wishes.
    static var lastEventID: APIError { .invalid("Last-Event-ID", "Last-Event-ID is not one that an event had.") }

    /// The caller may not do this.
    static func forbidden(_ message: String) -> APIError {
        APIError(403, "permission_error", message, code: "insufficient_permissions")
    }

    /// `{"error": {…}}` as OpenAI writes it.
    var json: JSONValue {
        [
            "error": [
                "message": .string(message), "type": .string(type),
                "param": parameter.map { .string($0) } ?? .null, "code": code.map { .string($0) } ?? .null,
            ]
        ]
    }

    /// The header fields that clients act on.
    var headers: HTTPFields {
        var fields = HTTPFields()
        if let retryAfter {
            let milliseconds = max(
                0, retryAfter.components.seconds * 1000 + retryAfter.components.attoseconds / 1_000_000_000_000_000)
            fields[.retryAfter] = "\((milliseconds + 999) / 1000)"
            fields[.retryAfterMilliseconds] = "\(milliseconds)"
        }
        if let shouldRetry { fields[.shouldRetry] = shouldRetry ? "true" : "false" }
        if !allowed.isEmpty { fields[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
        if status == 401 { fields[.wwwAuthenticate] = "Bearer" }
        return fields
    }

    var reply: Reply { Reply(status: status, headers: headers, json: json) }
}
