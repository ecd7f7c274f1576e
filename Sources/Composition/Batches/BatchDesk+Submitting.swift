import AgentRuntime
import LanguageModels
import ModelProviders
import Money

extension BatchDesk {
    /// Writes the attempts of a part, each with its worst case held.
    func prepare(
        _ state: inout BatchState, _ index: Int, _ items: [String: BatchFile.Item], _ key: String, _ progress: Progress
    ) async throws {
        let part = state.parts[index]
        let run = composed.runtime.detachedRun(record(state), turn: state.turn)
        let begun = Set(try await attempts(of: state).keys)
        do {
            for (number, (id, name)) in zip(part.attempts, part.names).enumerated() where !begun.contains(id) {
                guard let item = items[name] else { throw changed }
                try await run.begin(attempt(item, id, state))
                try progress(number + 1, part.names.count)
            }
        } catch {
            try await abandon(&state, index, key, error)
            throw error
        }
        state.parts[index].stage = .sending
        state.parts[index].sentAt = services.clock.now.microseconds / 1_000_000
        try folder.keep(state, key)
    }

    /// Hands a part over, unless it turns out to be there already.
    func send(_ state: inout BatchState, _ index: Int, _ items: [String: BatchFile.Item], _ key: String) async throws {
        let part = state.parts[index]
        let service = try composed.registry.batchService(part.model)
        let known = Set(try folder.all().flatMap { $0.state.parts.compactMap(\.remote) })
        var remote = try await service.find(
            tag: part.tag, requests: part.names.count, since: part.sentAt ?? 0, known: known)
        if remote == nil {
            let lines = try part.names.map { name in
                guard let item = items[name] else { throw changed }
                return service.line(item.request)
            }
            do {
                remote = try await service.submit(lines, endpoint: part.endpoint, tag: part.tag)
            } catch let error as ModelError where !error.mayBeBilled && !error.isTransient {
                // The provider said no to it, so there is nothing to wait or pay for.
                try await abandon(&state, index, key, error)
                throw error
            }
        }
        state.parts[index].remote = remote?.id
        state.parts[index].stage = .submitted
        try folder.keep(state, key)
    }

    /// Settles what was begun for nothing, and gives the part new attempts for the next try.
    private func abandon(
        _ state: inout BatchState, _ index: Int, _ key: String, _ error: any Error
    ) async throws {
        let open = try await attempts(of: state).filter { $0.value.settlement == nil }
        let run = composed.runtime.detachedRun(record(state), turn: state.turn)
        let now = services.clock.now
        let mine = Set(state.parts[index].attempts)
        let records = open.values.filter { mine.contains($0.start.id) }.map { record in
            AttemptRecord(
                start: record.start,
                settlement: AttemptSettlement(
                    id: record.start.id, settledAt: now, outcome: error is CancellationError ? .cancelled : .failed,
                    usage: Usage(), usageSource: .estimate, cost: .zero, costState: .computed, latencyMicroseconds: 0,
                    errorCode: (error as? ModelError)?.code.rawValue, errorMessage: "\(error)"))
        }
        try await run.settle(records)
        state.parts[index].attempts = state.parts[index].names.map { _ in AttemptID(at: now) }
        state.parts[index].stage = .prepared
        try folder.keep(state, key)
    }

    /// The attempts that the ledger has of a file.
    func attempts(of state: BatchState) async throws -> [AttemptID: AttemptRecord] {
        let records = try await composed.ledger.attempts(
            SpendFilter(conversation: state.conversation), limit: 10_000_000)
        return Dictionary(records.map { ($0.start.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private var changed: BatchError {
        BatchError(.state, "The state of this file does not fit its content. Submit a copy with one line changed.")
    }

    private func attempt(_ item: BatchFile.Item, _ id: AttemptID, _ state: BatchState) -> ModelAttempt {
        let now = services.clock.now
        let isEmbedding = item.request.endpoint == .embeddings
        var request = item.shape
        if isEmbedding {
            request.messages = item.texts.map { Message(.user, $0) }
            request.maxOutputTokens = 0
        }
        let tokens =
            isEmbedding
            ? item.texts.reduce(0) { $0 + services.tokens.tokens(of: $1, for: item.model).tokens }
            : services.tokens.promptTokens(of: request).tokens
        let profile = services.models.profile(of: item.model)
        let output = request.maxOutputTokens ?? profile?.maxOutputTokens ?? profile?.contextWindow
        let bounds =
            isEmbedding
            ? CallBounds(promptTokens: tokens, maxOutputTokens: 0, tier: .batch, cacheWrites: [], hasImages: false)
            : CallBounds(request, promptTokens: tokens, maxOutputTokens: output)
        let start = AttemptStart(
            id: id, call: CallID(at: now), conversation: state.conversation, turn: state.turn, iteration: 0, number: 0,
            slot: isEmbedding ? .embedding : .chat, purpose: .batch, model: item.model, startedAt: now,
            promptTokens: tokens, maxOutputTokens: output,
            worstCase: services.prices.worstCase(bounds, model: item.model, at: now),
            priceVersion: services.prices.version)
        return ModelAttempt(start: start, request: request)
    }
}
