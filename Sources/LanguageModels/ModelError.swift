/// Why one request to a provider failed.
///
/// Errors of this type are about one call; a wrong set-up (no key, unknown provider) has the same shape with a code
/// that no retry can help.
public struct ModelError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure a caller treats differently.
    public enum Code: String, Sendable, Hashable, Codable {
        /// No key is set for the provider.
        case missingKey = "missing_key"
        /// The key was refused (401).
        case authentication
        /// The key may not do this (403).
        case permission
        /// The provider does not know the model or the address (404).
        case notFound = "not_found"
        /// Too many requests or tokens a minute (429): waiting helps.
        case rateLimited = "rate_limited"
        /// Credits or a monthly quota are used up (429, 402): waiting does not help.
        case quotaExhausted = "quota_exhausted"
        /// The provider has no capacity now (503, 529).
        case overloaded
        /// The prompt is larger than the model's context.
        case contextTooLong = "context_too_long"
        /// The provider refused the content.
        case contentPolicy = "content_policy"
        /// The provider refused the request as malformed (400, 422).
        case invalidRequest = "invalid_request"
        /// The provider failed (other 5xx).
        case server
        /// The provider could not be reached or the connection broke.
        case network
        /// A time limit passed.
        case timeout
        /// The reply was not what the dialect promises.
        case malformedReply = "malformed_reply"
        /// The reply ended before it was complete.
        case truncated
        /// The request asks for something that this model or dialect cannot do.
        case unsupported
        /// The request is larger than the settings' rate limit lets anybody send in a minute.
        case overRateLimit = "over_rate_limit"
        /// The model has no price, and the settings do not let such calls pass.
        case unpriced
    }

    /// The kind.
    public var code: Code
    /// What happened and what to do, for a person. Holds no secret.
    public var message: String
    /// The model asked.
    public var model: ModelID?
    /// The HTTP status, when there was one.
    public var status: Int?
    /// The provider's own error type word, when it sent one.
    public var providerType: String?
    /// The provider's own message, when it sent one.
    public var providerMessage: String?
    /// How long the provider asked to wait.
    public var retryAfter: Duration?
    /// Whether the request may have been billed: the provider had received it whole.
    public var mayBeBilled: Bool
    /// What the provider said of its limits in the reply's headers.
    public var limits: ProviderLimits?
    /// The error below, for logs.
    public var cause: (any Error)?

    /// Makes an error.
    public init(
        _ code: Code, _ message: String, model: ModelID? = nil, status: Int? = nil, providerType: String? = nil,
        providerMessage: String? = nil, retryAfter: Duration? = nil, mayBeBilled: Bool = false,
        limits: ProviderLimits? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.model = model
        self.status = status
        self.providerType = providerType
        self.providerMessage = providerMessage
        self.retryAfter = retryAfter
        self.mayBeBilled = mayBeBilled
        self.limits = limits
        self.cause = cause
    }

    /// The message.
    public var description: String { message }

    /// Whether the same request to the same model may succeed later.
    public var isTransient: Bool {
        switch code {
        case .rateLimited, .overloaded, .server, .network, .timeout, .truncated, .malformedReply: true
        default: false
        }
    }
}
