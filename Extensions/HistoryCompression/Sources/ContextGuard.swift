import AgentRuntime
import LanguageModels

/// The last look before a request: one that does not fit its model's context goes to a larger model that is at hand, or
/// is refused with what to do about it. What is estimated gets the benefit of the doubt: the provider has the last word.
struct ContextGuard {
    let run: Run
    let window: Int
    /// What an estimate may be too high by: its own buffer, and a little.
    private static let doubt = 0.85

    /// Makes the call one that fits.
    ///
    /// - Throws: `AgentError.contextTooLong` when no model at hand takes it.
    func check(_ call: inout ModelCall) throws {
        // A token has at least a byte; the tools of an agent are far less than half a context.
        let bytes = call.request.messages.reduce(0) { $0 + HistoryKeeper.bytes(of: $1) }
        guard bytes > window / 2, run.profile(of: call.request.model)?.contextWindow != nil else { return }
        let needed = tokens(call.request)
        guard needed > window else { return }
        let larger = call.fallbacks.first { model in
            guard let other = run.profile(of: model)?.contextWindow else { return false }
            var request = call.request
            request.model = model
            return other > window && tokens(request) <= other
        }
        guard let larger else {
            throw AgentError(
                .contextTooLong,
                "The prompt has \(needed) tokens with room for the answer, and \(call.request.model) takes \(window). "
                    + "Choose a model with a larger context (/model), compact the history (/compact), "
                    + "or begin a new conversation.")
        }
        call.request.model = larger
        call.fallbacks.removeAll { $0 == larger }
    }

    private func tokens(_ request: ModelRequest) -> Int {
        let count = run.tokens.promptTokens(of: request)
        let prompt = count.isExact ? count.tokens : Int(Double(count.tokens) * Self.doubt)
        return prompt + min(request.maxOutputTokens ?? HistoryKeeper.usualAnswer, HistoryKeeper.usualAnswer, window / 8)
    }
}
