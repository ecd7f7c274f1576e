import LanguageModels
import Money
import NIOConcurrencyHelpers
import RateLimiting

extension CallPipeline {
    /// Makes a call of the embedding slot.
    ///
    /// - Throws: `ModelError`, `HookError`, `HookRefusal`, `LedgerError`, `CancellationError`.
    func embed(_ original: EmbeddingCall, iteration: Int) async throws -> EmbeddingResponse {
        var call = original
        try await hooks.embeddingCallBefore(&call, in: environment)
        let made = call
        let attempts = NIOLockedValueBox<[AttemptRecord]>([])
        do {
            let response = try await vectors(made, iteration, attempts)
            var report = EmbeddingReport(
                call: made, outcome: .succeeded, response: response, attempts: attempts.withLockedValue { $0 },
                error: nil)
            try await hooks.embeddingCallAfter(&report, in: environment)
            return report.response ?? response
        } catch {
            let report = EmbeddingReport(
                call: made, outcome: error is CancellationError ? .cancelled : .failed, response: nil,
                attempts: attempts.withLockedValue { $0 }, error: "\(error)")
            try? await uncancelled {  // the call's own error is the one to report
                var report = report
                try await hooks.embeddingCallAfter(&report, in: environment)
            }
            throw error
        }
    }

    /// Sends the call's texts in as few requests as the provider's limits allow.
    private func vectors(
        _ call: EmbeddingCall, _ iteration: Int, _ attempts: NIOLockedValueBox<[AttemptRecord]>
    ) async throws -> EmbeddingResponse {
        // Before anything is written: an unknown provider, a missing key or an impossible text is no attempt.
        let model = try services.models.embeddingModel(call.model)
        let plan = try EmbeddingPlan(call, limits: model.limits) {
            services.tokens.tokens(of: $0, for: call.model).tokens
        }
        var assembly = EmbeddingAssembly(call)
        for piece in plan.pieces {
            let reply = try await ask(piece, call, model, iteration, attempts)
            try assembly.take(reply, texts: piece.texts.count)
        }
        return assembly.response(plan)
    }

    /// Sends one request, again where that may help.
    private func ask(
        _ piece: EmbeddingPlan.Piece, _ call: EmbeddingCall, _ model: any EmbeddingModel, _ iteration: Int,
        _ attempts: NIOLockedValueBox<[AttemptRecord]>
    ) async throws -> EmbeddingResponse {
        var number = 0
        while true {
            do {
                return try await send(piece, call, model, iteration, attempts.withLockedValue { $0.count }, attempts)
            } catch let error as ModelError {
                let random = Double.random(in: 0..<1)
                guard
                    case .retry(let wait) = retry.verdict(
                        after: error, number: number, delivered: false, random: random),
                    upstreams.mayRetry(at: call.model.provider)
                else { throw error }
                number += 1
                try await emit(.retrying(error, after: wait, number: number))
                try await services.clock.sleep(for: wait)
            }
        }
    }

    /// Makes one attempt within its wrap, as any other slot's: budgets and cost see the texts as messages.
    private func send(
        _ piece: EmbeddingPlan.Piece, _ call: EmbeddingCall, _ model: any EmbeddingModel, _ iteration: Int,
        _ number: Int, _ attempts: NIOLockedValueBox<[AttemptRecord]>
    ) async throws -> EmbeddingResponse {
        let now = services.clock.now
        let worstCase = services.prices.worstCase(
            CallBounds(promptTokens: piece.tokens, maxOutputTokens: 0, cacheWrites: [], hasImages: false),
            model: call.model, at: now)
        if worstCase == nil { try await checkPrice(of: call.model, at: now) }
        let start = AttemptStart(
            id: AttemptID(at: now), call: call.id, conversation: conversation, turn: turn, iteration: iteration,
            number: number, slot: .embedding, purpose: call.purpose, model: call.model, key: key,
            baseline: call.baseline, startedAt: now, promptTokens: piece.tokens, maxOutputTokens: 0,
            worstCase: worstCase, priceVersion: services.prices.version)
        let attempt = ModelAttempt(
            start: start,
            request: ModelRequest(
                model: call.model, messages: piece.texts.map { Message(.user, $0) }, maxOutputTokens: 0))
        guard !hooks.modelAttempt.isEmpty else {
            return try await exchange(attempt, piece, call, model, attempts)
        }
        let reply = NIOLockedValueBox<EmbeddingResponse?>(nil)
        _ = try await hooks.modelAttempt(attempt, in: environment) { changed in
            let vectors = try await exchange(changed, piece, call, model, attempts)
            reply.withLockedValue { $0 = vectors }
            return ModelResponse(
                message: Message(.assistant, ""), finishReason: .stop, usage: vectors.usage,
                servedModel: vectors.servedModel)
        }
        guard let vectors = reply.withLockedValue({ $0 }) else {
            throw ModelError(
                .unsupported,
                "an extension answered in the place of \(call.model), and an embedding has no other answer",
                model: call.model)
        }
        return vectors
    }

    private func exchange(
        _ attempt: ModelAttempt, _ piece: EmbeddingPlan.Piece, _ call: EmbeddingCall, _ model: any EmbeddingModel,
        _ attempts: NIOLockedValueBox<[AttemptRecord]>
    ) async throws -> EmbeddingResponse {
        let began = services.clock.uptime
        let gate = upstreams.gate(of: call.model, key: 0)
        let pass = try await gate.admit(
            RateDemand(inputTokens: piece.tokens, outputTokens: 0), of: conversation, deadline: began + retry.deadline
        ) { wait in try await emit(.waiting(wait)) }
        do {
            try await journal.commit(attempt.opening)
        } catch {
            gate.settle(pass, used: nil)
            throw error
        }
        let result: Result<EmbeddingResponse, any Error>
        do { result = .success(try await model.embed(piece.texts, dimensions: call.dimensions)) } catch {
            result = .failure(error)
        }
        let settlement = settlement(of: attempt.start, result, began: began)
        gate.settle(pass, used: gate.demand(settlement))
        try await uncancelled { [journal] in try await journal.commit([.attemptSettled(settlement)]) }
        let record = AttemptRecord(start: attempt.start, settlement: settlement)
        attempts.withLockedValue { $0.append(record) }
        await hooks.usageRecorded(record, in: environment)
        try await emit(.settled(record))
        return try result.get()
    }

    private func settlement(
        of start: AttemptStart, _ result: Result<EmbeddingResponse, any Error>, began: Duration
    ) -> AttemptSettlement {
        var report = UsageReport.missing
        var outcome = AttemptSettlement.Outcome.succeeded
        var error: ModelError?
        var isBilled = true
        switch result {
        case .success(let response): report = response.usage
        case .failure(let failure):
            error = failure as? ModelError
            outcome = failure is CancellationError ? .cancelled : .failed
            isBilled = error?.mayBeBilled ?? true
        }
        if report.source == .missing {
            report = UsageReport(Usage(input: isBilled ? start.promptTokens : 0), source: .estimate)
        }
        let priced = services.prices.price(report, model: start.model, tier: nil, at: start.startedAt)
        return AttemptSettlement(
            id: start.id, settledAt: services.clock.now, outcome: outcome, usage: report.usage,
            usageSource: report.source, cost: priced.cost, costState: priced.state,
            latencyMicroseconds: (services.clock.uptime - began).microseconds, errorCode: error?.code.rawValue,
            errorMessage: error?.message)
    }
}
