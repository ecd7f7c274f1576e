public import LanguageModels
public import Money
import RateLimiting

/// What a router needs to know of models, and where its decisions go.
extension Run {
    /// Whether a model can be had: its provider is known and has a key.
    public func isReachable(_ model: ModelID) -> Bool {
        do {
            _ = try runtime.services.models.model(model)
            return true
        } catch {
            return false
        }
    }

    /// Whether a model's rate limits, as the settings state them and its provider shows them, let a request through now;
    /// otherwise it would wait.
    public func hasRoom(for model: ModelID, inputTokens: Int, outputTokens: Int) -> Bool {
        runtime.upstreams.hasRoom(
            for: RateDemand(inputTokens: inputTokens, outputTokens: outputTokens), of: model)
    }

    /// Writes a decision with the turn's next facts, and tells those who watch `route_decided`.
    public func record(_ decision: DecisionRecord) async {
        journal.join(.decided(decision))
        await hooks.routeDecided(decision, in: environment)
    }

    /// Writes a verdict on an answer with the turn's next facts, and tells those who watch `answer_judged`.
    public func record(_ verdict: AnswerVerdict) async {
        journal.join(.judged(verdict))
        await hooks.answerJudged(verdict, in: environment)
    }

    /// The money that is left in the tightest budget this run spends from; nil when none limits it. Reads the ledger.
    ///
    /// - Throws: `LedgerError`.
    public func moneyLeft() async throws -> Money? {
        try await runtime.budgetStatus(of: conversation, spender: spender).compactMap(\.free.usd).min()
    }
}
