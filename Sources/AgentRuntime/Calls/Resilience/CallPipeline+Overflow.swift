import LanguageModels

extension CallPipeline {
    /// How often the prompt of one call is shortened for one model.
    private static let mostShortenings = 3

    /// Lets the extensions shorten a prompt that its model finds too long, before a larger model is asked.
    ///
    /// - Returns: the shorter request; nil when the failure is another one, or nobody made the prompt shorter.
    func shortened(
        after failure: ModelError, _ call: ModelCall, _ kind: any CallKind, _ failover: inout Failover,
        _ underway: CallUnderway
    ) async throws -> ModelRequest? {
        guard failure.code == .contextTooLong, call.slot != .embedding, !hooks.contextOverflow.isEmpty,
            failover.shortenings < Self.mostShortenings, services.clock.uptime < underway.deadline
        else { return nil }
        let model = failover.model
        var request = call.request
        request.model = model
        let before = kind.promptTokens(of: request).tokens
        let larger = failover.next(
            cost: { worstCase(of: call.request, kind, at: $0) }, isFit: { hasLargerContext($0, than: model) })
        var overflow = ContextOverflow(
            call: call, model: model, contextWindow: services.models.profile(of: model)?.contextWindow,
            promptTokens: before, reason: failure.message, largerModel: larger, request: request)
        try await hooks.contextOverflow(&overflow, in: environment)
        var shorter = overflow.request
        shorter.model = model
        guard kind.promptTokens(of: shorter).tokens < before else { return nil }
        failover.noteShortening()
        try await emit(.retrying(failure, after: .zero, number: failover.shortenings))
        return shorter
    }
}
