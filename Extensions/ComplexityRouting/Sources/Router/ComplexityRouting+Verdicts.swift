import AgentRuntime
import LanguageModels
import Money

/// What shows how good an answer was, without anybody being asked.
extension ComplexityRouting {
    /// A message that is asked again was not answered well; one that goes on was, a little.
    func noteFollowUp(_ message: TaskMessage, _ run: Run) async {
        guard let pending = state.remember(run.conversation, { $0.pending }), pending.turn != run.turn else { return }
        let sign = pending.followUp(message.features, bytes: message.scan.totalBytes)
        // Whoever has said something of it has said more than a conversation that goes on.
        guard sign.source != .continued || pending.heard.isEmpty else { return }
        await record(sign.source, mark: sign.mark, run)
    }

    /// An answer that is empty, refused or cut off, or a call that failed, is an outcome at once.
    func check(_ report: CallReport, _ run: Run) async {
        guard run.depth == 0, report.call.purpose == .chat, report.outcome != .cancelled else { return }
        guard let response = report.response else {
            // A budget that refuses says nothing of the model.
            guard report.attempts.contains(where: { $0.settlement?.outcome == .failed }) else { return }
            return await record(.error, mark: 0, run)
        }
        let isEmpty = response.message.text.allSatisfy(\.isWhitespace) && response.message.toolCalls.isEmpty
        let isBad =
            switch response.finishReason {
            case .refusal, .contentFilter: true
            case .length: !isCapped(report, run) || isEmpty
            default: isEmpty
            }
        if isBad { await record(.check, mark: 0, run) }
    }

    /// Whether an answer was allowed less than its model's longest: a limit that was asked for, or that a budget set, is
    /// no fault of the model's.
    private func isCapped(_ report: CallReport, _ run: Run) -> Bool {
        if report.call.request.maxOutputTokens != nil { return true }
        guard let start = report.attempts.last(where: { $0.settlement?.outcome == .succeeded })?.start,
            let allowed = start.maxOutputTokens
        else { return false }
        guard let longest = run.profile(of: start.model).flatMap({ $0.maxOutputTokens ?? $0.contextWindow }) else {
            return true
        }
        return allowed < longest
    }

    /// Writes a verdict on the answer that waits for one, once of each kind.
    func record(_ source: AnswerVerdict.Source, mark: Int, _ run: Run) async {
        let now = run.clock.now
        let verdict = state.remember(run.conversation) { memory -> AnswerVerdict? in
            guard let pending = memory.pending, pending.isAnswered || pending.turn == run.turn,
                !pending.heard.contains(source)
            else { return nil }
            return AnswerVerdict(
                id: VerdictID(at: now), conversation: run.conversation, turn: pending.turn, model: pending.model,
                tier: pending.tier, decision: pending.decision, source: source, mark: mark, foundAt: now)
        }
        if let verdict { await run.record(verdict) }
    }

    /// Notes who answered, and what its provider may have in its cache now.
    func note(_ record: AttemptRecord, _ run: Run) {
        state.note(record)
        guard run.depth == 0, record.start.slot == .chat, record.start.purpose == .chat, let end = record.settlement,
            end.outcome == .succeeded
        else { return }
        state.remember(run.conversation) { memory in
            memory.lastModel = record.start.model
            // What was counted before is known better now, as far as the provider says.
            let prompt = end.usage.promptTokens > 0 ? end.usage.promptTokens : record.start.promptTokens
            memory.historyTokens = prompt + end.usage.completionTokens
            memory.prefixes.note(record.start.model, tokens: prompt, at: end.settledAt)
            guard memory.pending?.turn == record.start.turn else { return }
            memory.pending?.isAnswered = true
            if memory.pending?.model != record.start.model {
                memory.pending?.model = record.start.model
                memory.pending?.tier = rules.models.first { $0.model == record.start.model }?.tier.rawValue
                memory.pending?.heard = []
            }
        }
    }
}
