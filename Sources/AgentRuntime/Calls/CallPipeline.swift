import LanguageModels

/// The one way to a provider: every call of every slot, by the loop, a tool or an extension, passes here.
///
/// before-hook → around the call → for each attempt: around the attempt → written as started → provider → settled →
/// after-hook, which also fires on failure and cancellation.
final class CallPipeline: Sendable {
    let services: RuntimeServices
    /// What is known of the providers, shared by all conversations.
    let upstreams: Upstreams
    let journal: RunJournal
    let registered: RunHooks
    let environment: HookEnvironment
    let retry: RetryPolicy
    let conversation: ConversationID
    let turn: TurnID
    /// The API key the message came with, for the books.
    let key: String?
    /// Told of retries, fallbacks and settlements.
    let emit: RunEventSink

    init(
        services: RuntimeServices, upstreams: Upstreams, journal: RunJournal, registered: RunHooks,
        environment: HookEnvironment, retry: RetryPolicy, conversation: ConversationID, turn: TurnID, key: String?,
        emit: @escaping RunEventSink
    ) {
        self.services = services
        self.upstreams = upstreams
        self.journal = journal
        self.registered = registered
        self.environment = environment
        self.retry = retry
        self.conversation = conversation
        self.turn = turn
        self.key = key
        self.emit = emit
    }

    var hooks: Hooks { registered.hooks }

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
        let underway = CallUnderway(
            joinsSettlement: joinsSettlement, deadline: deadline(made.timeLimit), onEvent: onEvent)
        let ending = after(call.slot)
        let response: ModelResponse
        do {
            response = try await respond(made, underway)
        } catch {
            if let ending {
                let outcome: CallReport.Outcome = error is CancellationError ? .cancelled : .failed
                let report = CallReport(
                    call: made, outcome: outcome, response: nil, attempts: underway.attempts,
                    error: await hooks.formatted("\(error)", for: .person, in: environment))
                try? await uncancelled {  // the call's own error is the one to report
                    var report = report
                    try await ending(&report, in: self.environment)
                }
            }
            throw error
        }
        // Out of the `do`: a handler that fails on an answer must not make the point fire again.
        guard let ending else { return response }
        var report = CallReport(
            call: made, outcome: .succeeded, response: response, attempts: underway.attempts, error: nil)
        try await ending(&report, in: environment)
        return report.response ?? response
    }

    /// Asks within whatever stands around the call, and shows the answer as far as it was kept back.
    private func respond(_ made: ModelCall, _ underway: CallUnderway) async throws -> ModelResponse {
        let kind = TextCallKind(services: services)
        guard !hooks.modelCall.isEmpty else { return try await answer(made, kind, underway) }
        let response = try await hooks.modelCall(made, in: environment) { changed in
            try underway.begin(changed.hold)
            do {
                let response = try await self.answer(changed, kind, underway)
                underway.noteWhole()
                return response
            } catch {
                underway.noteBroken(error)
                throw error
            }
        }
        // Whatever a handler made of it: what was shown is a part of another answer.
        if let error = underway.broken { throw error }
        if underway.attempts.isEmpty { try await recordCached(made, response, underway) }
        try await underway.show(response.message)
        return response
    }

    /// When a call that begins now must be over.
    func deadline(_ timeLimit: Duration?) -> Duration {
        services.clock.uptime + min(retry.deadline, timeLimit ?? retry.deadline)
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
}
