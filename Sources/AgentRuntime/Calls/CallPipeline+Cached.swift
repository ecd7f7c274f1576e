import LanguageModels
import Money

extension CallPipeline {
    /// Writes the entry of a call that a handler around `model_call` answered without asking a provider: it cost
    /// nothing, and what its response says was used is what an attempt would have used.
    func recordCached(
        _ call: ModelCall, _ response: ModelResponse, _ underway: CallUnderway
    ) async throws {
        let now = services.clock.now
        let model = call.request.model
        var usage = response.usage.usage
        if response.usage.source == .missing {
            usage = Usage(
                input: services.tokens.promptTokens(of: call.request).tokens,
                output: services.tokens.tokens(of: response.message.text, for: model).tokens)
        }
        let start = AttemptStart(
            id: AttemptID(at: now), call: call.id, conversation: conversation, turn: turn, iteration: call.iteration,
            number: 0, slot: call.slot, purpose: call.purpose, tool: call.tool, caller: call.caller, model: model,
            tier: call.tier, task: call.task, key: key, baseline: call.baseline, decision: call.decision,
            startedAt: now, promptTokens: usage.promptTokens, maxOutputTokens: 0, worstCase: .zero,
            priceVersion: services.prices.version)
        let split = SavingsSplit(prices: services.prices, start: start, served: model)
        let settlement = AttemptSettlement(
            id: start.id, settledAt: now, outcome: .cached, servedModel: response.servedModel,
            finishReason: response.finishReason.name, usage: Usage(), usageSource: .estimate, cost: .zero,
            costState: .free, savings: split.cached(usage), latencyMicroseconds: 0)
        journal.join(.attemptStarted(start))
        journal.join(.attemptSettled(settlement))
        if !underway.joinsSettlement { try await journal.commit([]) }
        let record = AttemptRecord(start: start, settlement: settlement)
        underway.note(record)
        await hooks.usageRecorded(record, in: environment)
        try await emit(.settled(record))
    }
}
