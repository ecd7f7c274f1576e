public import AgentRuntime
import LanguageModels
import Money

/// Keeps requests on the local model as long as that is the better choice, and what goes to the cloud within a share
/// and a budget of the month.
///
/// It acts on calls that ask one of its two models and leaves all others as they are. What they may cost in the cloud is
/// held in the ledger, where every process looks, as the budget `tag:local-first-cloud` of the month. A call is decided on inside
/// `model_call`, behind the cache and the cascade: what these answer needs no decision.
public struct LocalFirst: Extension {
    /// Who the extension is.
    public let manifest = ExtensionManifest(
        name: "LocalFirst", summary: "Keeps requests local, and the rest within a cloud budget and share.",
        after: ["ResponseCache", "QualityCascade"])
    private let policy: LocalFirstPolicy
    private let books: LocalFirstBooks
    private let queue: LocalQueue

    /// Makes the extension.
    public init(_ policy: LocalFirstPolicy) {
        self.policy = policy
        books = LocalFirstBooks(policy: policy)
        queue = LocalQueue(slots: policy.slots, limit: policy.queueLimit)
    }

    /// The running month; nil before the first request.
    public var month: LocalFirstMonth? { books.month }
    /// The alerts that this process gave.
    public var alerts: [LocalFirstAlert] { books.alerts }
    /// The month in the Prometheus text format, by the names of the cost-optimization record.
    public var metrics: String { LocalFirstMetrics(policy: policy, month: books.month, books.decisions).text }

    /// Adds the handlers.
    public func register(in hooks: inout Hooks, for run: Run) {
        let (policy, books, queue) = (policy, books, queue)
        hooks.modelCall.add { call, next in
            guard call.request.model == policy.local || call.request.model == policy.cloud else {
                return try await next(call)
            }
            try await books.open(run.costs, at: run.clock.now) { run.isLocal($0) }
            let decision = decide(call, run)
            var call = call
            call.request.model = decision.isLocal ? policy.local : policy.cloud
            if decision.isLocal { call.fallbacks.removeAll { !run.isLocal($0) } }
            defer { books.release(call.id) }
            switch decision {
            case .optimalLocal, .budgetCloud: return try await next(call)
            case .forceLocal: queue.take()
            case .queueLocal: try await run.untimed { try await queue.enter(run.spender.priority) }
            }
            defer { queue.leave() }
            return try await next(call)
        }
        hooks.modelAttempt.add { attempt, next in
            guard attempt.request.model == policy.cloud, !run.isLocal(attempt.request.model) else {
                return try await next(attempt)
            }
            if attempt.start.number > 0, !books.mayRepeat(attempt.start.call, worstCase: attempt.start.worstCase) {
                throw HookRefusal(
                    "Asking \(policy.cloud) again could cost more than the month's \(policy.cloudLimit.formatted) for "
                        + "cloud models. Raise `cloud_usd`, or ask \(policy.local).")
            }
            // Other processes decide by books of their own: what all of them may spend is held where they all look.
            let claim = policy.cloudClaim(at: attempt.start.startedAt)
            var held = attempt
            held.hold = attempt.hold.map { $0.adding(claim) } ?? BudgetHold(attempt, claim)
            do { return try await next(held) } catch let error as LedgerError
                where error.refusal?.refusing.scope == LocalFirstPolicy.cloudScope
            {
                return try await next(local(attempt, run))
            }
        }
        hooks.usageRecorded.add { record in
            let alerts = books.add(record, isLocal: run.isLocal(record.start.model), at: run.clock.now)
            for alert in alerts { try await run.emit(.notice(alert.text)) }
        }
    }

    /// The attempt at the local model instead.
    private func local(_ attempt: ModelAttempt, _ run: Run) -> ModelAttempt {
        var changed = attempt
        changed.request.model = policy.local
        changed.start.model = policy.local
        changed.start.promptTokens = run.promptTokens(of: changed.request)
        let bounds = CallBounds(
            changed.request, promptTokens: changed.start.promptTokens, maxOutputTokens: changed.start.maxOutputTokens)
        changed.start.worstCase = run.prices.worstCase(bounds, model: policy.local, at: changed.start.startedAt)
        return changed
    }

    private func decide(_ call: ModelCall, _ run: Run) -> LocalFirstDecision {
        var request = call.request
        request.model = policy.cloud
        let tokens = run.tokens.promptTokens(of: request).tokens
        let profile = run.profile(of: policy.cloud)
        let bounds = CallBounds(
            request, promptTokens: tokens,
            maxOutputTokens: request.maxOutputTokens ?? profile?.maxOutputTokens ?? profile?.contextWindow)
        let worstCase = run.prices.worstCase(bounds, model: policy.cloud, at: run.clock.now)
        return books.decide(call.id, tokens: tokens, worstCase: worstCase, priority: run.spender.priority)
    }
}

extension Run {
    /// Whether a model runs on this machine or network.
    fileprivate func isLocal(_ model: ModelID) -> Bool { profile(of: model)?.locality == .local }
}

extension LocalFirstPolicy {
    /// What all processes on one ledger spend in the cloud in a month, as a budget of the ledger.
    static let cloudScope = BudgetScope.tag("local-first-cloud")

    /// The claim on it at an instant.
    fileprivate func cloudClaim(at time: Timestamp) -> BudgetClaim {
        let month = timeZone.period(.month, at: time)
        return BudgetClaim(
            Self.cloudScope, window: BudgetWindow(start: month.start, end: month.end),
            limits: BudgetLimits(usd: cloudLimit), thresholds: thresholds)
    }
}

extension BudgetHold {
    /// The same amount in one more scope.
    fileprivate func adding(_ claim: BudgetClaim) -> BudgetHold {
        var hold = self
        hold.claims.append(claim)
        return hold
    }

    /// A hold of an attempt's worst case, where no other extension makes one.
    fileprivate init(_ attempt: ModelAttempt, _ claim: BudgetClaim) {
        self.init(
            attempt: attempt.start.id, claims: [claim],
            amount: BudgetAmount(
                usd: attempt.start.worstCase ?? .zero,
                tokens: attempt.start.promptTokens + (attempt.start.maxOutputTokens ?? 0), operations: 1),
            deadline: attempt.start.startedAt + .seconds(3600))
    }
}
