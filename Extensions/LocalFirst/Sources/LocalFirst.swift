public import AgentRuntime
import LanguageModels
import Money

/// Keeps requests on the local model as long as that is the better choice, and what goes to the cloud within a share
/// and a budget of the month.
///
/// It acts on calls that ask one of its two models and leaves all others as they are. A call is decided on inside
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
            guard decision == .queueLocal else { return try await next(call) }
            try await run.untimed { try await queue.enter(run.spender.priority) }
            defer { queue.leave() }
            return try await next(call)
        }
        hooks.modelAttempt.add(before: { attempt in
            guard attempt.start.number > 0, !run.isLocal(attempt.request.model),
                attempt.request.model == policy.cloud,
                !books.mayRepeat(attempt.start.call, worstCase: attempt.start.worstCase)
            else { return }
            throw HookRefusal(
                "Asking \(policy.cloud) again could cost more than the month's \(policy.cloudLimit.formatted) for cloud "
                    + "models. Raise `cloud_usd`, or ask \(policy.local).")
        })
        hooks.usageRecorded.add { record in
            let alerts = books.add(record, isLocal: run.isLocal(record.start.model), at: run.clock.now)
            for alert in alerts { try await run.emit(.notice(alert.text)) }
        }
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
