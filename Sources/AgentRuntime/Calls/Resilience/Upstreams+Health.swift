import LanguageModels

extension Upstreams {
    /// Asks whether a model may be asked now; see `CircuitBreaker.ask`.
    ///
    /// - Parameter isNew: whether this is a call's first attempt at the model, which earns its provider a part of a
    ///   retry.
    func ask(_ model: ModelID, isNew: Bool) -> CircuitBreaker.Verdict {
        let now = clock.uptime
        return withHealth { health in
            if isNew {
                if health.budgets.count >= Self.capacity { health.budgets.removeAll() }
                health.budgets[model.provider, default: RetryBudget(at: now)].earn(at: now)
            }
            return health.breakers[model]?.ask(at: now) ?? .pass(isTrial: false)
        }
    }

    /// Notes that a model answered. What did not fail lately has no breaker: the usual case costs one look.
    func noteAnswer(of model: ModelID) {
        withHealth { health in
            if !health.breakers.isEmpty { health.breakers[model] = nil }
        }
    }

    /// Notes a failure; a provider that asks for a long pause rests for it.
    func note(_ error: any Error, of model: ModelID, isTrial: Bool, policy: RetryPolicy, hasOtherKeys: Bool) {
        let now = clock.uptime
        let outcome = CircuitBreaker.Outcome(error)
        withHealth { health in
            if outcome == .answered {
                health.breakers[model] = nil
                return
            }
            let asksForPause = (error as? ModelError).flatMap { $0.code == .rateLimited ? $0.retryAfter : nil }
            let pause = hasOtherKeys ? nil : asksForPause.flatMap { $0 > policy.longestRetryAfter ? $0 : nil }
            guard outcome == .failed || pause != nil || health.breakers[model] != nil else { return }
            if health.breakers.count >= Self.capacity { health.breakers.removeAll() }
            var breaker = health.breakers[model] ?? CircuitBreaker()
            breaker.note(outcome, isTrial: isTrial, at: now)
            if let pause { breaker.rest(for: pause, at: now) }
            health.breakers[model] = breaker
        }
    }

    /// Takes a retry out of a provider's budget; false when there is none left.
    func mayRetry(at provider: String) -> Bool {
        let now = clock.uptime
        return withHealth { $0.budgets[provider, default: RetryBudget(at: now)].spend(at: now) }
    }
}

extension CircuitBreaker.Outcome {
    /// What a failure shows of the provider's health.
    init(_ error: any Error) {
        guard let error = error as? ModelError else {
            self = .unknown
            return
        }
        switch error.code {
        case .overloaded, .server, .network, .timeout, .truncated, .malformedReply: self = .failed
        case .authentication, .permission, .notFound, .quotaExhausted, .contextTooLong, .contentPolicy,
            .invalidRequest:
            self = .answered
        case .rateLimited, .missingKey, .unsupported, .overRateLimit, .unpriced: self = .unknown
        }
    }
}
