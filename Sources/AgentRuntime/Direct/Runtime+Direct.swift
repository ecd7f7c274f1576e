public import LanguageModels

extension Runtime {
    /// Answers one request of a program that brings its own messages and tools.
    ///
    /// Everything that happened is durable before this returns. Cancelling the task ends the request, and what was used
    /// is settled.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - joinsHistory: whether its new messages and the answer join the history of the conversation that it names. An
    ///     alternative to another answer does not, and its messages are asked as they are: see `withHistory`.
    ///   - onEvent: takes what happens, in order.
    /// - Throws: `AgentError`, `ModelError`, `BudgetExceeded`, `HookError`, `HookRefusal`, `LedgerError`,
    ///   `CancellationError`.
    public func answer(
        _ request: DirectRequest, joinsHistory: Bool = true, onEvent: @escaping DirectEventSink
    ) async throws -> DirectAnswer {
        let opening = try await open(request.conversation, spender: request.spender) { event in
            switch event {
            case .text(let piece): try await onEvent(.model(.textDelta(piece)))
            case .reasoning(let piece): try await onEvent(.model(.reasoningDelta(piece)))
            default: try await onEvent(.run(event))
            }
        }
        defer { opening.run.close() }
        var history: DirectHistory?
        if request.conversation != nil, joinsHistory {
            history = DirectHistory(request.request.messages, stored: opening.stored)
        }
        return try await DirectTurn(
            run: opening.run, runtime: self, request: request, history: history, onEvent: onEvent
        ).answer()
    }

    /// The request with the history of the conversation that it names written out in its messages, as `answer` would
    /// ask it now: for asking it again beside an answer that joins the history.
    ///
    /// - Throws: `LedgerError`.
    public func withHistory(_ request: DirectRequest) async throws -> DirectRequest {
        guard let id = request.conversation, let stored = try await services.ledger.conversation(id) else {
            return request
        }
        let history = DirectHistory(request.request.messages, stored: stored.ownMessages)
        var whole = request
        whole.request.messages = history.instructions + history.messages
        return whole
    }

    /// Turns texts into vectors for a program.
    ///
    /// - Parameters:
    ///   - texts: the texts.
    ///   - model: the embedding model; nil is the embedding slot's.
    ///   - dimensions: the vectors' length; nil leaves it to the model.
    ///   - conversation: the conversation whose budgets count; nil makes the request one of its own.
    ///   - spender: on whose account it spends.
    /// - Returns: the vectors, and every attempt.
    /// - Throws: as `answer`.
    public func embed(
        _ texts: [String], model: ModelID? = nil, dimensions: Int? = nil, conversation: ConversationID? = nil,
        spender: Spender = Spender()
    ) async throws -> (response: EmbeddingResponse, conversation: ConversationID, attempts: [AttemptRecord]) {
        let run = try await open(conversation, spender: spender) { _ in }.run
        defer { run.close() }
        run.journal.join(
            .turnStarted(TurnRecord(id: run.turn, conversation: run.conversation, startedAt: run.clock.now)))
        let call = EmbeddingCall(
            id: CallID(at: run.clock.now), purpose: .chat, model: model ?? configuration.embedding.model,
            fallbacks: model == nil ? configuration.embedding.fallbacks : [], texts: texts, dimensions: dimensions)
        let result: Result<EmbeddingResponse, any Error>
        do { result = .success(try await run.pipeline.embed(call, iteration: 0)) } catch { result = .failure(error) }
        let end = TurnEnd(
            turn: run.turn, outcome: result.turnOutcome, endedAt: run.clock.now, iterations: 1,
            message: result.failureText)
        try await uncancelled { try await run.journal.commit([.turnEnded(end)]) }
        return (try result.get(), run.conversation, run.settledAttempts)
    }

    /// Makes the run of a direct request, with its conversation begun if there is none yet.
    private func open(
        _ id: ConversationID?, spender: Spender, emit: @escaping RunEventSink
    ) async throws -> (run: Run, stored: [Message]) {
        await extensions.prepare()
        let now = services.clock.now
        let begun = ConversationRecord(
            id: id ?? ConversationID(at: now), startedAt: now, workspace: nil, tags: spender.tags)
        let stored: StoredConversation? = if id != nil { try await joined(begun) } else { nil }
        let record = stored?.record ?? begun
        let run = makeRun(
            conversation: record.id, turn: TurnID(at: now), spender: spender, tags: record.tags,
            isDirect: true, permissions: Permissions(), emit: emit)
        if id == nil { run.journal.join(.conversationStarted(record)) }
        if !run.hooks.conversationStart.isEmpty {
            var state = ConversationState(record: record, isResumed: stored != nil)
            do { try await run.hooks.conversationStart(&state, in: run.environment) } catch {
                run.close()
                throw error
            }
        }
        return (run, stored?.ownMessages ?? [])
    }

    /// The conversation of a name that somebody chose, begun with `record` if there is none. It begins in a commit of
    /// its own: of requests that begin it at once, here or in another process, all but one find it begun before they
    /// ask anybody.
    ///
    /// - Returns: nil when it begins with this.
    private func joined(_ record: ConversationRecord) async throws -> StoredConversation? {
        let ledger = services.ledger
        if let stored = try await ledger.conversation(record.id) { return stored }
        do {
            try await ledger.commit([.conversationStarted(record)])
            return nil
        } catch let error as LedgerError where error.code == .inconsistent {
            guard let stored = try await ledger.conversation(record.id) else { throw error }
            return stored
        }
    }
}

extension StoredConversation {
    /// What was said in the conversation's own turns, in order.
    fileprivate var ownMessages: [Message] {
        let own = Set(turns.lazy.filter { $0.record.depth == 0 && !$0.isUndone }.map(\.record.id))
        return messages.filter { own.contains($0.turn) && $0.origin != .partial }.map(\.message)
    }
}

extension Result {
    fileprivate var turnOutcome: TurnEnd.Outcome {
        switch self {
        case .success: .completed
        case .failure(let error): error is CancellationError ? .cancelled : .failed
        }
    }

    fileprivate var failureText: String? {
        guard case .failure(let error) = self, !(error is CancellationError) else { return nil }
        return "\(error)"
    }
}
