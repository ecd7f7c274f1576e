import AgentRuntime
import LanguageModels

extension APIError {
    /// What a client is told of an error of the runtime. A provider's error keeps its status, its type and its wish
    /// about trying again; of an error of our own only what its reader can act on is told.
    init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as ModelError: self.init(model: error)
        case let error as BudgetExceeded:
            // Waiting does not help before the window ends, so clients must not try again by themselves.
            self.init(
                429, "budget_exceeded", error.description, code: "budget_exceeded", shouldRetry: false)
        case let error as BudgetError:
            self.init(
                error.code == .noBudget ? 404 : 400, "invalid_request_error", error.message, code: error.code.rawValue)
        case let error as CostQueryError:
            self.init(400, "invalid_request_error", error.message, code: error.code.rawValue)
        case let error as HookRefusal:
            self.init(403, "refused", error.reason, code: "refused", shouldRetry: false)
        case let error as AgentError:
            let status =
                switch error.code {
                case .noSuchConversation: 404
                case .busy: 409
                case .contextTooLong: 400
                default: 500
                }
            self.init(
                status, status < 500 ? "invalid_request_error" : "server_error", error.message,
                code: error.code.rawValue)
        case let error as HookError:
            self.init(
                500, "server_error", "The extension \(error.owner) failed, and the request with it.",
                code: "extension_failed")
        case let error as LedgerError:
            // Its message names files.
            let isBusy = error.code == .locked
            self.init(
                isBusy ? 503 : 500, "server_error", "The ledger could not be written (\(error.code.rawValue)).",
                code: "ledger_\(error.code.rawValue)", retryAfter: isBusy ? .seconds(1) : nil)
        case is CancellationError:
            self.init(499, "cancelled", "The request was cancelled.", code: "cancelled", shouldRetry: false)
        default:
            self.init(500, "server_error", "The server failed to answer this request.", code: "internal_error")
        }
    }

    private init(model error: ModelError) {
        let status = error.status.flatMap { (400..<600).contains($0) ? $0 : nil } ?? error.code.status
        self.init(
            status, error.providerType ?? error.code.type(status: status), error.message,
            parameter: error.code == .notFound ? "model" : nil, code: error.code.wireCode,
            retryAfter: error.retryAfter, shouldRetry: error.code.shouldRetry)
    }
}

extension ModelError.Code {
    /// The status for a failure without one of the provider's own.
    fileprivate var status: Int {
        switch self {
        case .authentication: 401
        case .permission: 403
        case .notFound: 404
        case .rateLimited, .quotaExhausted: 429
        case .overloaded: 503
        case .missingKey, .contextTooLong, .contentPolicy, .invalidRequest, .unsupported, .unpriced, .overRateLimit: 400
        case .server, .network, .malformedReply, .truncated: 502
        case .timeout: 504
        }
    }

    fileprivate func type(status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: self == .quotaExhausted ? "insufficient_quota" : "rate_limit_error"
        case 400..<500: "invalid_request_error"
        case 503, 529: "overloaded_error"
        default: "api_error"
        }
    }

    /// The code in OpenAI's words where it has one.
    fileprivate var wireCode: String {
        switch self {
        case .notFound: "model_not_found"
        case .contextTooLong: "context_length_exceeded"
        case .rateLimited: "rate_limit_exceeded"
        case .quotaExhausted: "insufficient_quota"
        case .contentPolicy: "content_policy_violation"
        default: rawValue
        }
    }

    fileprivate var shouldRetry: Bool? {
        switch self {
        case .quotaExhausted, .missingKey, .unpriced, .overRateLimit, .unsupported: false
        default: nil
        }
    }
}
