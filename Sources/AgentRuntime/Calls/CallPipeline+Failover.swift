import LanguageModels
import Money

extension CallPipeline {
    /// Asks the call's model, tries again where that may help, and goes on to the others, cheapest first, where it does
    /// not. Nothing is tried again once a part of an answer was handed on, and nothing is begun after the deadline.
    ///
    /// - Parameter kind: what of it depends on the slot.
    func answer(_ made: ModelCall, _ kind: any CallKind, _ underway: CallUnderway) async throws -> ModelResponse {
        var call = made
        var failover = Failover(call)
        while true {
            let model = failover.model
            switch upstreams.ask(model, isNew: failover.tries == 0) {
            case .rests(let pause):
                let failure = ModelError(
                    .overloaded, "\(model) failed several times in a row and rests.", model: model, retryAfter: pause)
                try await goOn(after: failure, wasSent: false, call, kind, &failover, underway)
            case .pass(let isTrial):
                var request = call.request
                request.model = model
                do {
                    let response = try await send(request, call, kind, underway)
                    upstreams.noteAnswer(of: model)
                    return response
                } catch {
                    upstreams.note(
                        error, of: model, isTrial: isTrial, policy: retry,
                        hasOtherKeys: keyChoices(of: model, kind) > 0)
                    guard !underway.hasDelivered else { throw error }
                    underway.dropHeld()
                    let failure = try await judged(error, at: model, underway)
                    if let shorter = try await shortened(after: failure, call, kind, &failover, underway) {
                        call.request = shorter
                    } else {
                        try await goOn(after: failure, wasSent: true, call, kind, &failover, underway)
                    }
                }
            }
        }
    }

    /// The failure that another attempt may mend. A budget that a fallback does not fit into rules out that one alone.
    private func judged(_ error: any Error, at model: ModelID, _ underway: CallUnderway) async throws -> ModelError {
        if let error = error as? ModelError {
            underway.note(failure: error)
            return error
        }
        guard let last = underway.failure, let refusal = error as? BudgetExceeded else { throw error }
        try await emit(.notice("\(model) is not asked instead. \(refusal.message)"))
        return ModelError(.quotaExhausted, last.message, model: model, cause: refusal)
    }

    /// Waits for another attempt, or turns to another model.
    ///
    /// - Parameter wasSent: whether the attempt came as far as the provider's limits or the provider; a model that
    ///   rests is waited for only when there is no other.
    /// - Throws: the failure when neither helps.
    private func goOn(
        after failure: ModelError, wasSent: Bool, _ call: ModelCall, _ kind: any CallKind,
        _ failover: inout Failover, _ underway: CallUnderway
    ) async throws {
        let now = services.clock.uptime
        let asked = failover.model
        if failure.isOfKey, failover.takeKey(of: keyChoices(of: asked, kind)) {
            return try await emit(.retrying(failure, after: .zero, number: failover.tries + 1))
        }
        let verdict = retry.verdict(
            after: failure, number: failover.tries, delivered: false, random: Double.random(in: 0..<1))
        if case .retry(let wait) = verdict, now + wait < underway.deadline, wasSent || failover.isLast,
            !wasSent || upstreams.mayRetry(at: asked.provider)
        {
            failover.noteTry()
            try await emit(.retrying(failure, after: wait, number: failover.tries))
            return try await services.clock.sleep(for: wait)
        }
        guard failure.mayBeAnsweredElsewhere, now < underway.deadline,
            failover.goOn(
                cost: { worstCase(of: call.request, kind, at: $0) },
                isFit: { failure.code != .contextTooLong || hasLargerContext($0, than: asked) })
        else { throw underway.failure ?? failure }
        try await emit(.fallingBack(failure, to: failover.model))
    }

    /// How many keys there are to choose from; 0 where there is no choice.
    private func keyChoices(of model: ModelID, _ kind: any CallKind) -> Int {
        // A model that cannot be had has no keys; why, the attempt has said.
        (try? kind.model(model).usableKeys.count) ?? 0
    }

    func worstCase(of request: ModelRequest, _ kind: any CallKind, at model: ModelID) -> Money? {
        var request = request.hoistingLimits()
        request.model = model
        let bounds = kind.bounds(
            of: request, promptTokens: kind.promptTokens(of: request).tokens,
            maxOutputTokens: request.maxOutputTokens ?? longestAnswer(of: model))
        return services.prices.worstCase(bounds, model: model, at: services.clock.now)
    }

    func hasLargerContext(_ model: ModelID, than other: ModelID) -> Bool {
        guard let window = services.models.profile(of: model)?.contextWindow else { return false }
        return window > services.models.profile(of: other)?.contextWindow ?? 0
    }
}

extension ModelError {
    /// Whether another model may answer what this one did not.
    fileprivate var mayBeAnsweredElsewhere: Bool {
        switch code {
        case .invalidRequest, .contentPolicy: false
        default: true
        }
    }

    /// Whether it is about the key that was used.
    fileprivate var isOfKey: Bool {
        switch code {
        case .authentication, .permission, .rateLimited, .quotaExhausted: status != nil
        default: false
        }
    }
}
