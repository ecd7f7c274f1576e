import LanguageModels
import Money

extension CallPipeline {
    /// Makes one attempt within its wrap.
    func send(
        _ request: ModelRequest, _ call: ModelCall, _ kind: any CallKind, _ underway: CallUnderway
    ) async throws -> ModelResponse {
        var request = request.hoistingLimits()
        if services.models.profile(of: request.model)?.seesImages != true { request.describeImagesOfTools() }
        let now = services.clock.now
        await services.tokens.prepare(for: request.model)
        let prompt = kind.promptTokens(of: request)
        let promptTokens = prompt.tokens
        let maxOutput = request.maxOutputTokens ?? longestAnswer(of: request.model)
        let bounds = kind.bounds(of: request, promptTokens: promptTokens, maxOutputTokens: maxOutput)
        let worstCase = services.prices.worstCase(bounds, model: request.model, at: now)
        if worstCase == nil { try await checkPrice(of: request.model, at: now) }
        let start = AttemptStart(
            id: AttemptID(at: now), call: call.id, conversation: conversation, turn: turn, iteration: call.iteration,
            number: underway.attemptCount, slot: call.slot, purpose: call.purpose, tool: call.tool, caller: call.caller,
            model: request.model, tier: call.tier, task: call.task, key: key, baseline: call.baseline,
            decision: call.decision, startedAt: now, promptTokens: promptTokens,
            countedTokens: prompt.counted, maxOutputTokens: maxOutput,
            worstCase: worstCase, priceVersion: services.prices.version)
        let attempt = ModelAttempt(start: start, request: request)
        let isQuiet = call.isBackground
        guard !hooks.modelAttempt.isEmpty else { return try await exchange(attempt, kind, isQuiet, underway) }
        return try await hooks.modelAttempt(attempt, in: environment) {
            try await self.exchange($0, kind, isQuiet, underway)
        }
    }

    /// The longest answer a model can give; what it does not say of itself its context bounds.
    func longestAnswer(of model: ModelID) -> Int? {
        services.models.profile(of: model).flatMap { $0.maxOutputTokens ?? $0.contextWindow }
    }

    /// Lets a call of a model without a price pass or not, as the settings want it.
    ///
    /// - Throws: `ModelError` of code `unpriced`.
    func checkPrice(of model: ModelID, at now: Timestamp) async throws {
        switch services.prices.unpricedCall(model, at: now) {
        case nil: return
        case .blocked(let reason): throw ModelError(.unpriced, reason, model: model)
        case .allowed(let notice):
            if upstreams.isFirstNotice(of: model) { try await emit(.notice(notice)) }
        }
    }

    /// Waits for the rate limit, writes the attempt, makes the exchange with the provider, and settles on every exit.
    private func exchange(
        _ made: ModelAttempt, _ kind: any CallKind, _ isQuiet: Bool, _ underway: CallUnderway
    ) async throws -> ModelResponse {
        var attempt = made
        // Before it is written as started: an unknown provider, a missing key or a request that no limit lets through
        // is no attempt.
        let seat = try await seat(for: &attempt, kind, isQuiet: isQuiet, underway)
        do {
            try await journal.commit(attempt.opening)
        } catch {
            seat.gate.settle(seat.pass, used: nil)
            throw error
        }
        let meter = AttemptMeter(start: attempt.start, clock: services.clock)
        let response: ModelResponse
        do {
            response = try await underDeadline(underway.deadline, clock: services.clock, model: attempt.request.model) {
                [request = attempt.request] in
                try await seat.model.respond(to: request) { event in
                    meter.note(event)
                    try await underway.hand(on: event)
                }
            }
        } catch {
            seat.note(error, retry)
            guard !(error is LedgerError) else {
                // What was used cannot be written; its process is in trouble, and the limit is held for nobody.
                seat.gate.settle(seat.pass, used: nil)
                throw error
            }
            let (ending, attempt) = (meter.failed(error), attempt)
            try await uncancelled { try await self.settle(attempt, ending, seat, underway, joins: false) }
            throw error
        }
        if let limits = response.limits { seat.gate.learn(limits) }
        try await settle(attempt, meter.succeeded(response), seat, underway, joins: underway.joinsSettlement)
        return response
    }

    private func settle(
        _ attempt: ModelAttempt, _ ending: AttemptMeter.Ending, _ seat: CallSeat, _ underway: CallUnderway,
        joins: Bool
    ) async throws {
        var report = ending.usage
        if report.source == .missing {
            let output = services.tokens.tokens(of: ending.shownText, for: attempt.request.model).tokens
            report = UsageReport(
                Usage(input: ending.isBilled ? attempt.start.promptTokens : 0, output: output), source: .estimate)
        }
        if report.source == .provider, ending.outcome != .succeeded {
            // Cut off: what the provider had reported by then counts the prompt, not what it wrote since.
            let output = services.tokens.tokens(of: ending.shownText, for: attempt.request.model).tokens
            report.usage.output = max(report.usage.output, output - report.usage.reasoning)
            report.source = .estimate
        }
        let served = ending.servedModel.map { ModelID(provider: attempt.request.model.provider, name: $0) }
        let (model, priced) = priceServed(report, served, attempt)
        let split = SavingsSplit(prices: services.prices, start: attempt.start, served: model)
        var message = ending.errorMessage
        if let text = message { message = await hooks.formatted(text, for: .person, in: environment) }
        let settlement = AttemptSettlement(
            id: attempt.start.id, settledAt: services.clock.now, outcome: ending.outcome,
            servedModel: ending.servedModel, responseID: ending.responseID, finishReason: ending.finishReason,
            usage: report.usage, usageSource: report.source, cost: priced.cost, costState: priced.state,
            savings: split.savings(report.usage, paid: priced.cost), latencyMicroseconds: ending.latency.microseconds,
            firstTokenMicroseconds: ending.firstToken?.microseconds, errorCode: ending.errorCode,
            errorMessage: message)
        seat.settle(settlement)
        journal.join(.attemptSettled(settlement))
        // Whoever waits for the money that is given back should not wait for the rest of the turn.
        if !joins || services.ledger.budgetSignal.waiterCount > 0 { try await journal.commit([]) }
        let record = AttemptRecord(start: attempt.start, settlement: settlement)
        underway.note(record)
        services.tokens.learn(from: record)
        await hooks.usageRecorded(record, in: environment)
        try await emit(.settled(record))
    }

    /// Prices the model that answered; a name the price list does not know (a dated snapshot, an alias of the
    /// provider's) is priced as the model asked.
    private func priceServed(
        _ report: UsageReport, _ served: ModelID?, _ attempt: ModelAttempt
    ) -> (model: ModelID, priced: PricedUsage) {
        let tier = attempt.request.billedTier
        let at = attempt.start.startedAt
        if let served, served != attempt.request.model {
            let priced = services.prices.price(report, model: served, tier: tier, at: at)
            if priced.state != .unpriced, !priced.isAssumed { return (served, priced) }
        }
        let asked = attempt.request.model
        return (asked, services.prices.price(report, model: asked, tier: tier, at: at))
    }
}
