/// What may be used within any window of time. Nil is unlimited, 0 is nothing.
package struct RateLimits: Sendable, Hashable {
    /// Requests.
    package var requests: Int?
    /// Tokens sent.
    package var inputTokens: Int?
    /// Tokens received.
    package var outputTokens: Int?
    /// Tokens of both directions together.
    package var totalTokens: Int?

    /// Makes limits.
    package init(
        requests: Int? = nil, inputTokens: Int? = nil, outputTokens: Int? = nil, totalTokens: Int? = nil
    ) {
        self.requests = requests
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.totalTokens = totalTokens
    }

    subscript(quantity: RateQuantity) -> Int? {
        switch quantity {
        case .requests: requests
        case .inputTokens: inputTokens
        case .outputTokens: outputTokens
        case .totalTokens: totalTokens
        }
    }
}

/// What is limited.
package enum RateQuantity: Int, Sendable, Hashable, CaseIterable {
    /// Requests.
    case requests
    /// Tokens sent.
    case inputTokens
    /// Tokens received.
    case outputTokens
    /// Tokens of both directions together.
    case totalTokens
}

/// What one request uses, at most before it is sent, exactly once it has ended.
package struct RateDemand: Sendable, Hashable {
    /// Tokens sent.
    package var inputTokens: Int
    /// Tokens received.
    package var outputTokens: Int

    /// Makes a demand; negative counts become 0.
    package init(inputTokens: Int, outputTokens: Int) {
        self.inputTokens = max(0, inputTokens)
        self.outputTokens = max(0, outputTokens)
    }

    subscript(quantity: RateQuantity) -> Int {
        switch quantity {
        case .requests: 1
        case .inputTokens: inputTokens
        case .outputTokens: outputTokens
        case .totalTokens: inputTokens.addingReportingOverflow(outputTokens).partialValue
        }
    }
}

/// What a provider says of one of its limits.
package struct ObservedLimit: Sendable, Hashable {
    /// The most in a window.
    package var limit: Int
    /// What is left now; nil when it does not say.
    package var remaining: Int?
    /// Time until the window is full again; nil when it does not say.
    package var reset: Duration?

    /// Makes an observation.
    package init(limit: Int, remaining: Int? = nil, reset: Duration? = nil) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }
}
