import LanguageModels

extension Conversation {
    /// Writes what a person thinks of the latest answer and tells those who watch `answer_judged`, as routing does.
    ///
    /// - Parameter mark: how good it was, in thousandths.
    /// - Returns: what was written; nil when no model has answered here yet.
    /// - Throws: `LedgerError`.
    public func judgeLatest(mark: Int) async throws -> AnswerVerdict? {
        guard let turn = entries.last?.turn else { return nil }
        let ledger = runtime.services.ledger
        let answers = try await ledger.attempts(SpendFilter(turn: turn), limit: 10_000).filter { attempt in
            attempt.start.turn == turn && attempt.start.purpose == .chat && attempt.settlement?.outcome == .succeeded
        }
        guard let start = answers.last?.start else { return nil }
        let now = runtime.services.clock.now
        let verdict = AnswerVerdict(
            id: VerdictID(at: now), conversation: id, turn: turn, model: start.model, tier: start.tier,
            decision: start.decision, source: .thumb, mark: mark, foundAt: now)
        let run = runtime.detachedRun(record, turn: turn)
        await run.record(verdict)
        try await run.flush()
        return verdict
    }
}
