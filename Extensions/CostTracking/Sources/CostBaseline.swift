import AgentRuntime
import LanguageModels

/// The baseline of calls, by what they are made for.
struct CostBaseline: Sendable {
    /// The model that every question would have been asked without routing.
    var model: ModelID

    /// Calls that exist only because of the savings: without these they would not have been made.
    private static let overhead: Set<CallPurpose> = [.routing, .judge, .summary, .prefetch]

    func state(in call: inout ModelCall) {
        guard call.baseline == nil else { return }
        call.baseline = baseline(
            purpose: call.purpose, slot: call.slot, asked: call.request.model, removed: call.removedTokens)
    }

    func baseline(of start: AttemptStart) -> AttemptBaseline {
        baseline(purpose: start.purpose, slot: start.slot, asked: start.model, removed: 0)
    }

    /// Questions would have gone to the baseline's model. What works beside them (titles, memory, embeddings) would
    /// have been asked of the same model as it is.
    private func baseline(
        purpose: CallPurpose, slot: ModelSlot, asked: ModelID, removed: Int
    ) -> AttemptBaseline {
        if Self.overhead.contains(purpose) { return AttemptBaseline(model: nil) }
        return AttemptBaseline(model: slot == .chat ? model : asked, removedTokens: removed)
    }
}
