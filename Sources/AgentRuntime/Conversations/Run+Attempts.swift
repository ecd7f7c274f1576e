import LanguageModels

/// Attempts that something else than the loop makes, such as a provider's batch that is collected a day later.
extension Runtime {
    /// A run for work outside of any turn of the agent: its hooks are registered, so that budgets count it.
    public func detachedRun(_ conversation: ConversationRecord, turn: TurnID) -> Run {
        let run = makeRun(
            conversation: conversation.id, turn: turn, tags: conversation.tags, permissions: Permissions()
        ) { _ in }
        // It has no end of its own.
        run.close()
        return run
    }
}

extension Run {
    /// Writes that an attempt begins, within `model_attempt`, so that budgets hold its worst case or refuse it.
    ///
    /// The caller sends it and settles it with `settle(_:_:)`, in this process or in a later one: an attempt whose
    /// purpose is `batch` outlives the process that began it.
    ///
    /// - Throws: `ModelError` of code `unpriced`; what the extensions throw; `LedgerError`.
    public func begin(_ attempt: ModelAttempt) async throws {
        if attempt.start.worstCase == nil { try await pipeline.checkPrice(of: attempt.start.model, at: clock.now) }
        let hooks = hooks
        guard !hooks.modelAttempt.isEmpty else { return try await journal.commit(attempt.opening) }
        _ = try await hooks.modelAttempt(attempt, in: environment) { [journal] changed in
            try await journal.commit(changed.opening)
            return ModelResponse(message: Message(.assistant, ""), finishReason: .pause, usage: .missing)
        }
    }

    /// Settles attempts that `begin(_:)` wrote, and tells who observes `usage_recorded`.
    ///
    /// - Throws: `LedgerError`.
    public func settle(_ records: [AttemptRecord]) async throws {
        try await journal.commit(records.compactMap { $0.settlement.map { .attemptSettled($0) } })
        let hooks = hooks
        for record in records { await hooks.usageRecorded(record, in: environment) }
    }
}
