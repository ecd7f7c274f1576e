import AgentRuntime
import LanguageModels

/// What becomes of a prompt that does not fit its model's context, found here or by the provider: it is made shorter,
/// goes to a larger model that is at hand, or is refused with what to do about it. What is estimated gets the benefit of
/// the doubt: the provider has the last word.
struct ContextGuard {
    let run: Run
    let keeper: HistoryKeeper
    /// What an estimate may be too high by: its own buffer, and a little.
    private static let doubt = 0.85

    /// Makes the call one that fits.
    ///
    /// - Throws: `AgentError.contextTooLong` when it cannot be made shorter and no model at hand takes it.
    func check(_ call: inout ModelCall) async throws {
        let window = keeper.window(of: call.request.model, run)
        // A token has at least a byte; the tools of an agent are far less than half a context.
        let bytes = call.request.messages.reduce(0) { $0 + HistoryKeeper.bytes(of: $1) }
        guard bytes > window / 2, run.profile(of: call.request.model)?.contextWindow != nil else { return }
        let needed = tokens(call.request, window)
        guard needed > window else { return }
        // A program's request is the program's.
        if !run.isDirect,
            let shorter = await keeper.shortened(call.request, to: window - answer(call.request, window), run),
            tokens(shorter, window) <= window
        {
            call.removedTokens += max(0, needed - tokens(shorter, window))
            call.request = shorter
            return
        }
        let larger = call.fallbacks.first { model in
            guard let other = run.profile(of: model)?.contextWindow else { return false }
            var request = call.request
            request.model = model
            return other > window && tokens(request, window) <= other
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

    /// Makes a request shorter that the provider found too long, although we did not; the conversation's later prompts
    /// are made shorter as well.
    func handle(_ overflow: inout ContextOverflow) async {
        guard overflow.call.slot == .chat else { return }
        let most = min(HistoryKeeper.shrunk(overflow.promptTokens), overflow.contextWindow ?? .max)
        guard let shorter = await keeper.shortened(overflow.request, to: most, run) else { return }
        overflow.request = shorter
        if run.depth == 0 { keeper.note(most, of: overflow.model, in: run.conversation) }
    }

    private func tokens(_ request: ModelRequest, _ window: Int) -> Int {
        let count = run.tokens.promptTokens(of: request)
        let prompt = count.isExact ? count.tokens : Int(Double(count.tokens) * Self.doubt)
        return prompt + answer(request, window)
    }

    private func answer(_ request: ModelRequest, _ window: Int) -> Int {
        min(request.maxOutputTokens ?? HistoryKeeper.usualAnswer, HistoryKeeper.usualAnswer, window / 8)
    }
}
