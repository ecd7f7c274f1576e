import AgentRuntime
import LanguageModels
import Money

/// The gate that every attempt of a run passes.
struct BudgetGate: Sendable {
    /// What is held counts as spent when nobody settles it for this long.
    private static let longestAttempt = Duration.seconds(3600)
    /// The same for what a provider may work on for a day.
    private static let longestBatch = Duration.seconds(30 * 3600)

    let run: Run
    let plan: BudgetPlan
    let tiers: ModelTiers
    let order: TurnOrder
    let runs: RunBooks
    /// Keeps the run's book open as long as the gate stands.
    let lease: RunBooks.Lease
    /// The message that the run answers.
    let message: @Sendable () -> String

    typealias Next = Wrap<ModelAttempt, ModelResponse>.Next

    /// Lets an attempt through with its worst case held, in the same commit as its beginning.
    ///
    /// - Throws: `BudgetExceeded`; what the attempt throws.
    func pass(_ original: ModelAttempt, _ next: Next) async throws -> ModelResponse {
        try await runs.open(run.root, run.budgets)
        var attempt = original
        var deadline: Timestamp?
        var override: BudgetOverride?
        while true {
            let claims = claims(of: attempt)
            let allowance = allowance(of: attempt)
            let refusal: BudgetRefusal
            if override == nil, let line = order.busiest(of: lines(claims)) {
                // Others wait already: behind them.
                refusal = try await standing(behind: line, allowance.amount(allowance.desired), attempt)
            } else {
                var hold = hold(allowance, attempt, limit: allowance.desired)
                hold.override = override
                do { return try await send(attempt, hold, allowance, next) } catch let error as BudgetExceeded {
                    refusal = error.refusal
                }
            }
            let passable = yielding(claims)
            if override == nil, run.spender.priority == .high, !passable.isEmpty, yields(refusal) {
                override = BudgetOverride(
                    who: run.spender.who, reason: run.spender.reason ?? "high priority", scopes: passable)
                continue
            }
            // What is in a file for a provider cannot be shortened or asked elsewhere any more, and what else the file
            // holds comes back in a day.
            guard attempt.start.purpose != .batch else { throw BudgetExceeded(refusal) }
            let until = deadline ?? run.clock.now + plan.longestWait
            deadline = until
            switch try await admit(attempt, refusal, until: until) {
            case .go(let limit):
                attempt = shortened(attempt, to: limit)
                let admitted = self.allowance(of: attempt)
                do {
                    return try await send(attempt, hold(admitted, attempt, limit: limit), admitted, next)
                } catch {
                    // What was held while waiting is given back, should it not have been sent.
                    try await run.budgets.releaseHold(of: attempt.start.id)
                    guard error is BudgetExceeded else { throw error }
                }
            case .refused(let refusal, let note):
                guard let changed = try await obeyPolicy(attempt, refusal) else {
                    throw BudgetExceeded(refusal, note: note)
                }
                attempt = changed
            }
        }
    }

    // MARK: Sending

    /// Sends the attempt with its hold; a hold that does not fit is a `BudgetExceeded`.
    private func send(
        _ attempt: ModelAttempt, _ hold: BudgetHold, _ allowance: Allowance, _ next: Next
    ) async throws -> ModelResponse {
        let runClaim = plan.claim(for: .eachRun, at: attempt.start.startedAt)
        var inRun = hold
        inRun.claims = [runClaim]
        if let refusal = runs.reserve(inRun, of: run.root, at: run.clock.now) { throw BudgetExceeded(refusal) }
        // Settled by then when it was sent; what was not sent is given back.
        defer { runs.drop(hold.attempt, of: run.root) }
        var sent = attempt
        sent.hold = hold
        if allowance.isUnbounded {
            // Nothing but the request can bound the answer, and what is not bounded cannot be held.
            if hold.amount.usd > .zero || isLimited(hold.claims) { sent.request.maxOutputTokens = allowance.desired }
            sent.start.worstCase = allowance.worstCase(allowance.desired)
            sent.start.maxOutputTokens = sent.request.maxOutputTokens
        }
        do { return try await next(sent) } catch let error as LedgerError {
            guard let refusal = error.refusal else { throw error }
            throw BudgetExceeded(refusal)
        }
    }

    private func isLimited(_ claims: [BudgetClaim]) -> Bool { claims.contains { !$0.limits.isUnlimited } }

    private func claims(of attempt: ModelAttempt) -> [BudgetClaim] {
        plan.claims(
            conversation: run.conversation, key: run.spender.key, tool: attempt.start.tool,
            tags: run.tags + run.spender.tags, at: run.clock.now)
    }

    private func lines(_ claims: [BudgetClaim]) -> [TurnOrder.Line] {
        claims.map { .account($0.account) } + [.run(run.root)]
    }

    private func hold(_ allowance: Allowance, _ attempt: ModelAttempt, limit: Int) -> BudgetHold {
        BudgetHold(
            attempt: attempt.start.id, claims: claims(of: attempt), amount: allowance.amount(limit),
            deadline: run.clock.now + (attempt.start.purpose == .batch ? Self.longestBatch : Self.longestAttempt))
    }

    private func allowance(of attempt: ModelAttempt) -> Allowance {
        let (prices, start, request) = (run.prices, attempt.start, attempt.request)
        return Allowance(attempt) { tokens in
            if tokens == start.maxOutputTokens, let known = start.worstCase { return known }
            let bounds = CallBounds(request, promptTokens: start.promptTokens, maxOutputTokens: tokens)
            return prices.worstCase(bounds, model: request.model, at: start.startedAt)
        }
    }

    private func shortened(_ attempt: ModelAttempt, to limit: Int) -> ModelAttempt {
        var attempt = attempt
        guard limit < attempt.start.maxOutputTokens ?? .max else { return attempt }
        attempt.request.maxOutputTokens = limit
        attempt.start.maxOutputTokens = limit
        let bounds = CallBounds(attempt.request, promptTokens: attempt.start.promptTokens, maxOutputTokens: limit)
        attempt.start.worstCase = run.prices.worstCase(
            bounds, model: attempt.request.model, at: attempt.start.startedAt)
        return attempt
    }

    // MARK: Waiting

    /// What came of waiting.
    private enum Admission {
        /// There is money for an answer of at most so many tokens.
        case go(Int)
        /// There is none, for this reason beyond the refusal's own.
        case refused(BudgetRefusal, note: String?)
    }

    /// Shortens the answer or waits in line, until there is money or surely none.
    private func admit(
        _ attempt: ModelAttempt, _ first: BudgetRefusal, until deadline: Timestamp
    ) async throws -> Admission {
        let allowance = allowance(of: attempt)
        let scope = first.refusing.account
        let ticket = order.enter(scope.scope.kind == .run ? .run(run.root) : .account(scope))
        defer {
            order.leave(ticket)
            run.budgets.budgetSignal.advance()
        }
        var isTold = false
        while true {
            let signal = run.budgets.budgetSignal
            let generation = signal.generation
            let statuses = try await statuses(attempt)
            let isFirst = order.isFirst(ticket)
            switch allowance.verdict(statuses, waiting: order.length(of: ticket.line) - 1) {
            case .refuse:
                return .refused(
                    BudgetRefusal.of(allowance.amount(Allowance.floor), in: statuses) ?? first, note: nil)
            case .shorten(let limit) where isFirst:
                if try await reserve(allowance, attempt, limit) { return .go(limit) }
                continue
            case .shorten, .wait: break
            }
            if run.clock.now >= deadline {
                return .refused(
                    BudgetRefusal.of(allowance.amount(Allowance.floor), in: statuses) ?? first,
                    note: "Calls in flight hold the rest, and none of it came back in time.")
            }
            if !isTold {
                isTold = true
                try await run.emit(.waitingForBudget(first.refusing, deadline: deadline))
            }
            try await wait(signal, after: generation, until: deadline, polls: isFirst)
        }
    }

    /// Makes the hold now, so that the place in line can be left before the call is made.
    private func reserve(
        _ allowance: Allowance, _ attempt: ModelAttempt, _ limit: Int
    ) async throws -> Bool {
        do {
            try await run.budgets.hold(hold(allowance, attempt, limit: limit))
            return true
        } catch let error as LedgerError where error.code == .overBudget { return false }
    }

    private func wait(
        _ signal: BudgetSignal, after generation: UInt64, until deadline: Timestamp, polls: Bool
    ) async throws {
        // Other processes give money back without a signal here: the first in line looks for itself.
        let left = deadline - run.clock.now
        let pause = polls ? min(left, .milliseconds(100)) : left
        try await run.untimed { try await signal.wait(after: generation, atMost: pause, run.clock) }
    }

    /// How the ledger's budgets and the run's own stand.
    private func statuses(_ attempt: ModelAttempt) async throws -> [BudgetStatus] {
        let runClaim = plan.claim(for: .eachRun, at: attempt.start.startedAt)
        return try await run.budgets.budgetStatus(of: claims(of: attempt)) + [runs.status(of: runClaim, of: run.root)]
    }

    private func standing(
        behind line: TurnOrder.Line, _ amount: BudgetAmount, _ attempt: ModelAttempt
    ) async throws -> BudgetRefusal {
        let statuses = try await statuses(attempt)
        let busy = statuses.first { line == .account($0.account) } ?? statuses[statuses.count - 1]
        return BudgetRefusal.of(amount, in: statuses)
            ?? BudgetRefusal(asked: amount, statuses: statuses, refusing: busy, unit: .usd)
    }

    private func yields(_ refusal: BudgetRefusal) -> Bool {
        refusal.statuses.allSatisfy { status in
            BudgetRefusal.of(refusal.asked, in: [status]) == nil || plan.rule(for: status.scope).yieldsToPriority
        }
    }

    /// The scopes whose rule lets a call of high priority past: no other is passed, though it may refuse only later.
    private func yielding(_ claims: [BudgetClaim]) -> Set<BudgetScope> {
        Set((claims.map(\.account.scope) + [.eachRun]).filter { plan.rule(for: $0).yieldsToPriority })
    }
}
