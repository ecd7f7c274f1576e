public import AgentRuntime
import ExactJSON
public import LanguageModels
import NIOConcurrencyHelpers

/// Keeps every call within the budgets: holds its worst case before it is sent, in every scope or none; shortens the
/// answer, waits for calls in flight, or does what the budget's policy says when it does not fit.
///
/// Near a limit it prefers cheaper models; it tells of thresholds once a window.
public final class ConversationBudgets: Extension {
    /// Order 30 around `model_attempt`: inside routing and cache, outside cost tracking.
    public let manifest = ExtensionManifest(
        name: "ConversationBudgets", summary: "Keeps every call within the budgets.", order: 30)
    /// Without it money could be spent unseen.
    public let isGuard = true

    private let plan: BudgetPlan
    private let tiers: ModelTiers
    private let courier: AlertCourier
    private let order = TurnOrder()
    private let runs = RunBooks()
    private let pressures = NIOLockedValueBox<[BudgetAccountID: BudgetPressure]>([:])

    /// Makes the extension.
    ///
    /// - Parameters:
    ///   - plan: the budgets.
    ///   - tiers: models from the cheapest tier to the dearest: what is downgraded to.
    ///   - sinks: where alerts go beside the person and the hook points.
    public init(_ plan: BudgetPlan, tiers: [[ModelID]] = [], sinks: [any BudgetAlertSink] = []) {
        self.plan = plan
        self.tiers = ModelTiers(tiers)
        courier = AlertCourier(sinks)
    }

    /// Stands around every attempt of every slot.
    public func register(in hooks: inout Hooks, for run: Run) {
        let message = NIOLockedValueBox("")
        let gate = BudgetGate(
            run: run, plan: plan, tiers: tiers, order: order, runs: runs, lease: RunBooks.Lease(runs, run),
            message: { message.withLockedValue { $0 } })
        // Whatever the gate waits for has a deadline of its own.
        hooks.modelAttempt.add(timeout: nil) { [self] attempt, next in
            let response: ModelResponse
            do { response = try await gate.pass(attempt, next) } catch {
                try await tellAlerts(run)
                throw error
            }
            try await tellAlerts(run)
            return response
        }
        hooks.usageRecorded.add { [runs] record in runs.settle(record, of: run.root) }
        hooks.monologueStart.add { state in
            let text = state.userMessage.text
            message.withLockedValue { $0 = text }
        }
        // Before routing, which heeds it; and after, for models that routing did not choose.
        hooks.messageLoopStart.add(order: 5, timeout: nil) { [self] state in try await notePressure(in: &state, run) }
        if !tiers.isEmpty { hooks.messageLoopStart.add { [tiers] state in tiers.ease(&state, run) } }
        hooks.messageLoopEnd.add(timeout: nil) { [self] _ in try await tellAlerts(run) }
        hooks.monologueEnd.add(timeout: nil) { [self] _ in
            try await tellAlerts(run)
        }
        // An answer is settled in the commit that ends its turn: what that makes due is told behind it.
        hooks.processChainEnd.add(timeout: nil) { [self] _ in try await tellAlerts(run) }
        hooks.jobLoop.add { [courier] _ in
            try await run.budgets.expireHolds()
            courier.start(run.budgets, run.clock)
        }
        guard !courier.isEmpty else { return }
        hooks.runtimeStart.add { [courier] _ in courier.start(run.budgets, run.clock) }
        hooks.runtimeStop.add(timeout: .seconds(15)) { [courier] _ in await courier.finish(run.budgets, run.clock) }
    }

    private func tellAlerts(_ run: Run) async throws {
        let alerts = run.budgets.takeBudgetAlerts()
        guard !alerts.isEmpty else { return }
        for alert in alerts { try await run.announce(alert) }
        courier.start(run.budgets, run.clock)
    }

    /// Says how near the limits are, with hysteresis for each budget.
    private func notePressure(in state: inout LoopState, _ run: Run) async throws {
        guard !tiers.isEmpty else { return }
        let claims = plan.claims(
            conversation: run.conversation, key: run.spender.key, tags: run.tags + run.spender.tags, at: run.clock.now)
        let statuses = try await run.budgets.budgetStatus(of: claims)
        let pressure = pressures.withLockedValue { pressures in
            var highest = BudgetPressure.none
            for status in statuses {
                guard let share = status.share else { continue }
                let level = (pressures[status.account] ?? .none).next(share: share)
                pressures[status.account] = level == .none ? nil : level
                highest = max(highest, level)
            }
            // Bounded: only budgets near their limit are remembered, and those of past windows are let go.
            if pressures.count > 4096 { pressures.removeAll() }
            return highest
        }
        if pressure > .none { state.paramsTemporary[BudgetPressure.parameter] = .init(pressure.rawValue) }
    }
}
