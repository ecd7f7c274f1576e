import LanguageModels
import Money

extension CallPipeline {
    /// Makes a call of the embedding slot.
    ///
    /// - Throws: `ModelError`, `HookError`, `HookRefusal`, `LedgerError`, `CancellationError`.
    func embed(_ original: EmbeddingCall, iteration: Int) async throws -> EmbeddingResponse {
        var call = original
        try await hooks.embeddingCallBefore(&call, in: environment)
        let made = call
        let underway = CallUnderway(deadline: deadline(made.timeLimit)) { _ in }
        let response: EmbeddingResponse
        do {
            response = try await vectors(made, iteration, underway)
        } catch {
            let report = EmbeddingReport(
                call: made, outcome: error is CancellationError ? .cancelled : .failed, response: nil,
                attempts: underway.attempts, error: "\(error)")
            try? await uncancelled {  // the call's own error is the one to report
                var report = report
                try await self.hooks.embeddingCallAfter(&report, in: self.environment)
            }
            throw error
        }
        // Out of the `do`: a handler that fails on an answer must not make the point fire again.
        var report = EmbeddingReport(
            call: made, outcome: .succeeded, response: response, attempts: underway.attempts, error: nil)
        try await hooks.embeddingCallAfter(&report, in: environment)
        return report.response ?? response
    }

    /// Sends the call's texts in as few requests as the limits allow.
    ///
    /// All vectors come from one model: when another one has to be asked halfway, it is asked for all of them.
    private func vectors(
        _ call: EmbeddingCall, _ iteration: Int, _ underway: CallUnderway
    ) async throws -> EmbeddingResponse {
        // Before anything is written: an unknown provider, a missing key or an impossible text is no attempt.
        let plan = try EmbeddingPlan(call, limits: limits(of: call)) {
            services.tokens.tokens(of: $0, for: call.model).tokens
        }
        var model = call.model
        var others = call.fallbacks
        while true {
            var assembly = EmbeddingAssembly(call)
            var hasMoved = false
            for (index, piece) in plan.pieces.enumerated() {
                let reply = try await ask(piece, model, others, call, iteration, underway)
                if let answered = reply.model, answered != model {
                    model = answered
                    others.removeAll { $0 == answered }
                    hasMoved = index > 0
                    if hasMoved { break }
                }
                try assembly.take(reply, texts: piece.texts.count)
            }
            if !hasMoved { return assembly.response(plan, model) }
        }
    }

    /// What one request may hold, whichever of the call's models answers it.
    private func limits(of call: EmbeddingCall) throws -> EmbeddingLimits {
        let asked = try services.models.embeddingModel(call.model).limits
        return call.fallbacks.reduce(asked) { limits, other in
            // One that cannot be had will not be asked; why, its attempt says.
            (try? services.models.embeddingModel(other).limits).map(limits.stricter) ?? limits
        }
    }

    private func ask(
        _ piece: EmbeddingPlan.Piece, _ model: ModelID, _ others: [ModelID], _ call: EmbeddingCall, _ iteration: Int,
        _ underway: CallUnderway
    ) async throws -> EmbeddingResponse {
        let kind = EmbeddingCallKind(services: services, dimensions: call.dimensions)
        let request = ModelCall(
            id: call.id, slot: .embedding, purpose: call.purpose, iteration: iteration, caller: call.caller,
            request: ModelRequest(
                model: model, messages: piece.texts.map { Message(.user, $0) }, maxOutputTokens: 0),
            fallbacks: others, baseline: call.baseline)
        _ = try await answer(request, kind, underway)
        guard let vectors = kind.vectors else {
            throw ModelError(
                .unsupported, "an extension answered in the place of \(model), and an embedding has no other answer",
                model: model)
        }
        return vectors
    }
}
