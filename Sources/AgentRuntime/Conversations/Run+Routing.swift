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

    /// The money that is left in the tightest budget this run spends from; nil when none limits it. Reads the ledger only
    /// for budgets that nothing was held in since the process began; what other processes spent may be seen only with
    /// the next call.
    ///
    /// - Throws: `LedgerError`.
    public func moneyLeft() async throws -> Money? {
        let (ledger, now) = (runtime.services.ledger, clock.now)
        let claims = runtime.configuration.budgets.claims(
            conversation: conversation, key: spender.key, tags: spender.tags, at: now)
        let accounts = Set(claims.map(\.account))
        let known = try await ledger.budgetAccounts(of: claims.map(\.account.scope), at: now)
            .filter { accounts.contains($0.account) }
        let open = Set(known.map(\.account))
        var rest = claims.filter { !open.contains($0.account) }
        if rest.contains(where: { $0.limits.usd == nil }) {
            // What nothing limits need not be summed up. What was limited by a command is known to the ledger's writer,
            // who may be busy, so it is asked only where the settings have no limit.
            let limits = try await ledger.budgetLimits()
            rest.removeAll { claim in
                let scopes = [claim.account.scope, claim.account.scope.general].compactMap(\.self)
                return claim.limits.usd == nil && scopes.allSatisfy { limits[$0]?.usd == nil }
            }
        }
        let others = rest.isEmpty ? [] : try await ledger.budgetStatus(of: rest)
        return (known + others).compactMap(\.free.usd).min()
    }
}
