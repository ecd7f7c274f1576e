package import HTTPStreaming
package import LanguageModels

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What it takes to send requests to one provider: its endpoint, keys and transport.
package struct ProviderConnection: Sendable {
    @Boxed package var endpoint: ProviderEndpoint
    package var keyring: ProviderKeyring
    package var transport: any HTTPTransport
    /// The key to send, by its place; nil takes the next in turn.
    package var key: Int?
    /// Seconds since 1970, for the dates in reply headers.
    package var now: @Sendable () -> Double

    /// Makes a connection; nothing is sent.
    package init(
        endpoint: ProviderEndpoint, keyring: ProviderKeyring, transport: any HTTPTransport,
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        self.endpoint = endpoint
        self.keyring = keyring
        self.transport = transport
        self.now = now
    }

    func errors(for model: ModelID) -> ProviderErrors {
        ProviderErrors(model: model, endpoint: endpoint, keyring: keyring, now: now)
    }

    /// Sends a request once and returns what the decoder makes of the reply, streamed or not.
    ///
    /// - Throws: `ModelError`; `CancellationError`; what `onEvent` throws, as it is.
    func exchange<Decoder: ReplyDecoder>(
        path: String, model: ModelID, body: [UInt8], headers: [(name: String, value: String)] = [],
        decoder: Decoder, errors: ProviderErrors, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        try Task.checkCancellation()
        let key = try nextKey(model)
        let call = call(path: path, model: model.name, body: body, headers: headers, key: key)
        do {
            return try await transport.withResponse(to: call) { head, body in
                guard head.status < 300 else {
                    let said = try await ProviderConnection.beginning(of: body, errors)
                    throw errors.refusal(status: head.status, headers: head.headers, body: said)
                }
                var reader = ReplyReader(decoder: decoder, errors: errors)
                var response = try await reader.read(body, head, onEvent: onEvent)
                response.limits = RateLimitHeaders.limits(in: head.headers, now: now)
                return response
            }
        } catch let error as HTTPTransportError {
            try Task.checkCancellation()
            throw errors.transport(error)
        } catch let error as ModelError {
            try Task.checkCancellation()
            if let key { keyring.note(error, for: key) }
            throw error
        }
    }

    /// Sends a request once and returns its whole reply; for requests that never stream.
    func send(
        method: String = "POST", path: String, model: ModelID, body: [UInt8], contentType: String? = nil,
        maxResponseBytes: Int? = nil, errors: ProviderErrors
    ) async throws -> (head: HTTPResponseHead, body: [UInt8]) {
        try Task.checkCancellation()
        let key = try nextKey(model)
        var headers: [(name: String, value: String)] = []
        if case .header("x-api-key") = endpoint.authentication {
            headers.append(("anthropic-version", AnthropicModel.apiVersion))
        }
        var call = call(path: path, model: model.name, body: body, headers: headers, key: key)
        call.method = method
        if let contentType { call.headers["content-type"] = contentType }
        if let maxResponseBytes { call.maxResponseBytes = maxResponseBytes }
        do {
            let (head, body) = try await transport.send(call)
            guard head.status < 300 else {
                throw errors.refusal(status: head.status, headers: head.headers, body: body)
            }
            return (head, body)
        } catch let error as HTTPTransportError {
            try Task.checkCancellation()
            throw errors.transport(error)
        } catch let error as ModelError {
            if let key { keyring.note(error, for: key) }
            throw error
        }
    }

    /// Sends a request of the batch interface and returns the reply's body, which may be a file of outcomes.
    func transfer(
        method: String = "POST", path: String, model: ModelID, body: [UInt8], contentType: String? = nil,
        errors: ProviderErrors
    ) async throws -> [UInt8] {
        try await send(
            method: method, path: path, model: model, body: body, contentType: contentType,
            maxResponseBytes: 1 << 30, errors: errors
        ).body
    }

    private func nextKey(_ model: ModelID) throws(ModelError) -> ProviderKey? {
        guard endpoint.authentication != .none else { return nil }
        if let key = self.key.map(keyring.take) ?? keyring.next() { return key }
        guard !endpoint.needsKey else { throw ProviderConnection.missingKey(endpoint, model) }
        return nil
    }

    /// The error of a provider for which no key is set.
    static func missingKey(_ endpoint: ProviderEndpoint, _ model: ModelID?) -> ModelError {
        let advice: String
        if let first = endpoint.keyVariables.first {
            let others = endpoint.keyVariables.dropFirst().prefix(3).joined(separator: ", ")
            let page = endpoint.keyPage.map { " (keys: \($0))" } ?? ""
            advice = "set \(first)\(others.isEmpty ? "" : " (or one of \(others))")\(page)"
        } else {
            advice = "name its variable in the settings: providers: {\(endpoint.name): {key_env: …}}"
        }
        return ModelError(.missingKey, "no key for \(endpoint.displayName): \(advice)", model: model)
    }

    private func call(
        path: String, model: String, body: [UInt8], headers: [(name: String, value: String)], key: ProviderKey?
    ) -> HTTPCall {
        var fields: HTTPHeaders = ["content-type": "application/json"]
        for header in headers { fields.append(header.name, header.value) }
        // Without the trace's state, which others wrote for others to read.
        if let trace = TraceContext.current { fields.append("traceparent", trace.traceparent) }
        if let key {
            switch endpoint.authentication {
            case .bearer: fields.append("authorization", "Bearer " + key.text)
            case .header(let name): fields.append(name, key.text)
            case .none: break
            }
        }
        for header in endpoint.headers { fields[header.name] = header.value }
        return HTTPCall(
            method: "POST", url: endpoint.url(path, model: model), headers: fields, body: body,
            timeLimits: endpoint.timeLimits)
    }

    /// Returns the beginning of an error's body; a connection that breaks in it has still said something.
    private static func beginning(of body: HTTPResponseBody, _ errors: ProviderErrors) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            while bytes.count < 64 << 10, let chunk = try await body.next() { bytes += chunk }
        } catch is HTTPTransportError {
            try Task.checkCancellation()
        }
        return bytes
    }
}
