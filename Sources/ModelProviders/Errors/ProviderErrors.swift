import ExactJSON
import HTTPStreaming
import LanguageModels

/// Makes the errors of one request: what happened, in the provider's own words where it has any, and what to do.
///
/// The keys are taken out of every text, also where a provider repeats them.
struct ProviderErrors {
    let model: ModelID
    @Boxed var endpoint: ProviderEndpoint
    let keyring: ProviderKeyring
    /// Seconds since 1970, for dates in headers.
    let now: () -> Double

    /// The error of a reply with a status of 400 or more.
    func refusal(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ModelError {
        let said = ProviderErrorBody(body)
        let limits = RateLimitHeaders.limits(in: headers, now: now)
        return error(said, status: status, retryAfter: wait(headers, said), limits: limits, isStreaming: false)
    }

    /// The error that a provider reports inside a reply that had begun well.
    func reported(_ value: JSONValue) -> ModelError {
        let said = ProviderErrorBody(value)
        var error = error(said, status: said.status, retryAfter: wait([:], said), limits: nil, isStreaming: true)
        error.mayBeBilled = true
        return error
    }

    /// The error of a reply that is not what the dialect promises.
    func malformed(_ what: String, shown: some Collection<UInt8> = [UInt8]()) -> ModelError {
        let excerpt = String(decoding: shown.prefix(200), as: UTF8.self)
            .split { $0.isWhitespace }.joined(separator: " ")
        let seen = excerpt.isEmpty ? "" : ": “\(excerpt)”"
        return ModelError(
            .malformedReply,
            keyring.masked(
                "\(endpoint.displayName) sent \(what)\(seen). Check that \(origin) is the base URL of an API in this "
                    + "dialect (a proxy in between may answer in its place)"), model: model, mayBeBilled: true)
    }

    /// The error of a reply that ended too soon.
    func truncated(_ detail: String) -> ModelError {
        ModelError(
            .truncated,
            "the answer of \(endpoint.displayName) (\(model)) was cut off: \(detail). Asking again usually helps",
            model: model, mayBeBilled: true)
    }

    /// The error of an exchange that did not come to its end.
    func transport(_ error: HTTPTransportError) -> ModelError {
        let (code, advice): (ModelError.Code, String)
        switch error.code {
        case .cannotResolveHost, .cannotConnect:
            code = .network
            advice =
                endpoint.locality == .local
                ? "Is the server running there, and is the port right?" : "Check the network and the base URL \(origin)"
        case .tls:
            code = .network
            advice =
                "Certificates are always checked; behind an intercepting proxy set SSL_CERT_FILE to its certificate"
        case .proxy:
            code = .network
            advice = "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
        case .connectTimeout, .firstByteTimeout, .idleTimeout, .totalTimeout:
            code = .timeout
            advice = "Ask again, or raise the time limit of the provider in the settings"
        case .connectionLost, .unavailable, .cancelled:
            code = .network
            advice = "Ask again"
        case .truncated:
            code = .truncated
            advice = "Asking again usually helps"
        case .tooLarge, .protocolError:
            code = .malformedReply
            advice = "Check that \(origin) is the base URL of the API"
        case .redirected, .invalidRequest:
            code = .invalidRequest
            advice = "Check the base URL in the settings"
        }
        return ModelError(
            code, keyring.masked("\(endpoint.displayName) could not answer: \(error.message). \(advice)"),
            model: model, mayBeBilled: error.mayHaveReachedServer, cause: error)
    }

    /// The error of a request that this dialect cannot say.
    func unsupported(_ what: String) -> ModelError {
        ModelError(.unsupported, "\(endpoint.displayName) (\(model)) cannot do this: \(what)", model: model)
    }

    var origin: String { HTTPCall(url: endpoint.baseURL).origin }

    private func wait(_ headers: HTTPHeaders, _ said: ProviderErrorBody) -> Duration? {
        if let value = headers["retry-after-ms"], let milliseconds = Double(value) {
            return WaitingTime.seconds(milliseconds / 1000)
        }
        if let value = headers["retry-after"], let time = WaitingTime.retryAfter(value, now: now()) { return time }
        if let delay = said.retryDelay, let time = WaitingTime.units(delay) { return time }
        return said.message.flatMap(WaitingTime.mentioned)
    }

    private func error(
        _ said: ProviderErrorBody, status: Int?, retryAfter: Duration?, limits: ProviderLimits?, isStreaming: Bool
    ) -> ModelError {
        let code = ProviderErrorKind.code(status: status, said, hasRetryAfter: retryAfter != nil)
        let message = said.message.map(keyring.masked)
        let what = "\(endpoint.displayName) \(verb(code))\(status.map { " (\($0))" } ?? "")"
        let advice = advice(code, retryAfter)
        var text = message.map { "\(what): \($0)" } ?? what
        if !advice.isEmpty {
            if let last = text.last, !".!?…".contains(last) { text += "." }
            text += " \(advice)"
        }
        return ModelError(
            code, text, model: model, status: status, providerType: (said.type ?? said.code).map(keyring.masked),
            providerMessage: message,
            retryAfter: code == .rateLimited || code == .overloaded ? retryAfter : nil,
            mayBeBilled: isStreaming || code == .server, limits: limits)
    }

    private func verb(_ code: ModelError.Code) -> String {
        switch code {
        case .authentication: "refused the key"
        case .permission: "does not allow this with the key"
        case .notFound: "does not know the model \(model.name) or the address"
        case .rateLimited: "limits the rate"
        case .quotaExhausted: "says that credits or quota are used up"
        case .overloaded: "has no capacity now"
        case .contextTooLong: "finds the prompt too long for \(model.name)"
        case .contentPolicy: "refused the content"
        case .invalidRequest: "refused the request"
        case .timeout: "took too long"
        default: "failed"
        }
    }

    private func advice(_ code: ModelError.Code, _ retryAfter: Duration?) -> String {
        switch code {
        case .authentication:
            endpoint.keyVariables.first.map { variable in
                "Set \(variable) to a valid key\(endpoint.keyPage.map { " (\($0))" } ?? "")"
            } ?? "Check the key in the settings"
        case .permission: "Check what the key's project may use, or choose another model"
        case .notFound: "Check the model's name (farthing models list) and the base URL \(origin)"
        case .rateLimited:
            retryAfter.map { "Wait \(ProviderErrors.text($0))" } ?? "Wait a moment, or set a lower rate in the settings"
        case .quotaExhausted: "Add credit at the provider, or choose another model; waiting does not help"
        case .overloaded: "Ask again in a moment, or choose another model"
        case .contextTooLong: "Shorten it with /compact, or choose a model with a larger context"
        case .server: "Ask again; if it stays, see the provider's status page"
        default: ""
        }
    }

    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return seconds < 10 && attoseconds > 0
            ? "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000) ms" : "\(seconds) s"
    }
}
