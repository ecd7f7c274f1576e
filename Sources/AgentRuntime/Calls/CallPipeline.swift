import LanguageModels
import Money
import NIOConcurrencyHelpers

/// The one way to a provider: every call of every slot, by the loop, a tool or an extension, passes here.
///
/// before-hook → around the call → for each attempt: around the attempt → written as started → provider → settled →
/// after-hook, which also fires on failure and cancellation.
struct CallPipeline: Sendable {
    let services: RuntimeServices
    /// What is known of the providers, shared by all conversations.
    let upstreams: Upstreams
    let journal: RunJournal
    let hooks: Hooks
    let environment: HookEnvironment
    let retry: RetryPolicy
    let conversation: ConversationID
    let turn: TurnID
    /// The API key the message came with, for the books.
    let key: String?
    /// Told of retries, fallbacks and settlements.
    let emit: RunEventSink

    /// Makes a call of a text slot and returns the answer.
    ///
    /// - Parameter joinsSettlement: whether the caller commits right after, so that settlement and answer are written
    ///   together. Otherwise the settlement is durable when this returns.
    /// - Throws: `ModelError`, `HookError`, `HookRefusal`, `LedgerError`, `CancellationError`.
    func perform(
        _ original: ModelCall, joinsSettlement: Bool = false,
        onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        var call = original
        try await before(call.slot)?(&call, in: environment)
        let made = call
        let attempts = NIOLockedValueBox<[AttemptRecord]>([])
        do {
            let response: ModelResponse
            if hooks.modelCall.isEmpty {
                response = try await attempt(made, attempts, joinsSettlement, onEvent)
            } else {
                response = try await hooks.modelCall(made, in: environment) { changed in
                    try await attempt(changed, attempts, joinsSettlement, onEvent)
                }
                if attempts.withLockedValue({ $0.isEmpty }) {
                    try await recordCached(made, response, attempts, joins: joinsSettlement)
                }
            }
            guard let after = after(call.slot) else { return response }
            var report = CallReport(
                call: made, outcome: .succeeded, response: response, attempts: attempts.withLockedValue { $0 },
                error: nil)
            try await after(&report, in: environment)
            return report.response ?? response
        } catch {
            if let after = after(call.slot) {
                let outcome: CallReport.Outcome = error is CancellationError ? .cancelled : .failed
                let report = CallReport(
                    call: made, outcome: outcome, response: nil, attempts: attempts.withLockedValue { $0 },
                    error: "\(error)")
                try? await uncancelled {  // the call's own error is the one to report
                    var report = report
                    try await after(&report, in: environment)
                }
            }
            throw error
        }
    }

    private func before(_ slot: ModelSlot) -> Hook<ModelCall>? {
        let hook =
            switch slot {
            case .chat, .embedding: hooks.chatModelCallBefore
            case .utility: hooks.utilModelCallBefore
            case .browser: hooks.browserModelCallBefore
            }
        return hook.isEmpty ? nil : hook
    }

    private func after(_ slot: ModelSlot) -> Hook<CallReport>? {
        let hook =
            switch slot {
            case .chat, .embedding: hooks.chatModelCallAfter
            case .utility: hooks.utilModelCallAfter
            case .browser: hooks.browserModelCallAfter
            }
        return hook.isEmpty ? nil : hook
    }

    /// Asks the call's models in order until one answers.
    private func attempt(
        _ call: ModelCall, _ attempts: NIOLockedValueBox<[AttemptRecord]>, _ joins: Bool,
        _ onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        var candidates = [call.request.model] + call.fallbacks.filter { $0 != call.request.model }
        var number = 0
        var atThisModel = 0
        let delivered = NIOLockedValueBox(false)
        while true {
            var request = call.request
            request.model = candidates[0]
            do {
                return try await send(request, call, number, attempts, joins) { event in
                    switch event {
                    case .started, .usage: break
                    default: delivered.withLockedValue { $0 = true }
                    }
                    try await onEvent(event)
                }
            } catch let error as ModelError {
                number += 1
                let shown = delivered.withLockedValue { $0 }
                let random = Double.random(in: 0..<1)
                switch retry.verdict(after: error, number: atThisModel, delivered: shown, random: random) {
                case .retry(let wait):
                    atThisModel += 1
                    try await emit(.retrying(error, after: wait, number: atThisModel))
                    try await services.clock.sleep(for: wait)
                case .giveUp:
                    guard candidates.count > 1, !shown, error.mayBeAnsweredElsewhere else { throw error }
                    candidates.removeFirst()
                    atThisModel = 0
                    try await emit(.fallingBack(error, to: candidates[0]))
                }
            }
        }
    }

    /// Makes one attempt within its wrap.
    private func send(
        _ request: ModelRequest, _ call: ModelCall, _ number: Int, _ attempts: NIOLockedValueBox<[AttemptRecord]>,
        _ joins: Bool, _ onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        let request = request.hoistingLimits()
        let now = services.clock.now
        let promptTokens = services.tokens.promptTokens(of: request).tokens
        let maxOutput = request.maxOutputTokens ?? longestAnswer(of: request.model)
        let bounds = CallBounds(request, promptTokens: promptTokens, maxOutputTokens: maxOutput)
        let worstCase = services.prices.worstCase(bounds, model: request.model, at: now)
        if worstCase == nil { try await checkPrice(of: request.model, at: now) }
        let start = AttemptStart(
            id: AttemptID(at: now), call: call.id, conversation: conversation, turn: turn, iteration: call.iteration,
            number: number, slot: call.slot, purpose: call.purpose, tool: call.tool, caller: call.caller,
            model: request.model, tier: call.tier, task: call.task, key: key, baseline: call.baseline,
            decision: call.decision, startedAt: now, promptTokens: promptTokens, maxOutputTokens: maxOutput,
            worstCase: worstCase, priceVersion: services.prices.version)
        let attempt = ModelAttempt(start: start, request: request)
        guard !hooks.modelAttempt.isEmpty else { return try await exchange(attempt, attempts, joins, onEvent) }
        return try await hooks.modelAttempt(attempt, in: environment) { changed in
            try await exchange(changed, attempts, joins, onEvent)
        }
    }

    /// The longest answer a model can give; what it does not say of itself its context bounds.
    private func longestAnswer(of model: ModelID) -> Int? {
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

    /// Writes the attempt, makes the exchange with the provider, and settles on every exit.
    private func exchange(
        _ attempt: ModelAttempt, _ attempts: NIOLockedValueBox<[AttemptRecord]>, _ joins: Bool,
        _ onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        // Before it is written as started: an unknown provider or a missing key is no attempt.
        let model = try services.models.model(attempt.request.model)
        try await journal.commit(attempt.opening)
        let meter = AttemptMeter(start: attempt.start, clock: services.clock)
        do {
            let response = try await model.respond(to: attempt.request) { event in
                meter.note(event)
                try await onEvent(event)
            }
            try await settle(attempt, meter.succeeded(response), attempts, joins: joins)
            return response
        } catch let error as LedgerError {
            throw error
        } catch {
            let ending = meter.failed(error)
            try await uncancelled { try await settle(attempt, ending, attempts, joins: false) }
            throw error
        }
    }

    private func settle(
        _ attempt: ModelAttempt, _ ending: AttemptMeter.Ending, _ attempts: NIOLockedValueBox<[AttemptRecord]>,
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
        let settlement = AttemptSettlement(
            id: attempt.start.id, settledAt: services.clock.now, outcome: ending.outcome,
            servedModel: ending.servedModel, responseID: ending.responseID, finishReason: ending.finishReason,
            usage: report.usage, usageSource: report.source, cost: priced.cost, costState: priced.state,
            savings: split.savings(report.usage, paid: priced.cost), latencyMicroseconds: ending.latency.microseconds,
            firstTokenMicroseconds: ending.firstToken?.microseconds, errorCode: ending.errorCode,
            errorMessage: ending.errorMessage)
        journal.join(.attemptSettled(settlement))
        // Whoever waits for the money that is given back should not wait for the rest of the turn.
        if !joins || services.ledger.budgetSignal.waiterCount > 0 { try await journal.commit([]) }
        let record = AttemptRecord(start: attempt.start, settlement: settlement)
        attempts.withLockedValue { $0.append(record) }
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
            if priced.state != .unpriced { return (served, priced) }
        }
        let asked = attempt.request.model
        return (asked, services.prices.price(report, model: asked, tier: tier, at: at))
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
}
