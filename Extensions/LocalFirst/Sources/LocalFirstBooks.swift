import AgentRuntime
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// The running month as all runs of the process share it, begun from the ledger.
final class LocalFirstBooks: Sendable {
    private struct State {
        var month: LocalFirstMonth?
        var holds: [CallID: Money] = [:]
        var alerts = LocalFirstAlerts()
        var given: [LocalFirstAlert] = []
        var decisions: [String: Int] = [:]
    }

    /// Alerts that are remembered; there are at most a handful a month.
    private static let mostAlerts = 256

    private let policy: LocalFirstPolicy
    private let state = NIOLockedValueBox(State())

    init(policy: LocalFirstPolicy) { self.policy = policy }

    var month: LocalFirstMonth? { state.withLockedValue { $0.month } }

    var alerts: [LocalFirstAlert] { state.withLockedValue { $0.given } }

    /// How often each decision was made, by decision and size class.
    var decisions: [String: Int] { state.withLockedValue { $0.decisions } }

    /// Begins the month that an instant is in, with nothing in it.
    func begin(at now: Timestamp) {
        let span = policy.timeZone.period(.month, at: now)
        state.withLockedValue { $0.month = LocalFirstMonth(start: span.start, end: span.end) }
    }

    /// Begins the month that an instant is in, from what the ledger has of it.
    ///
    /// - Throws: `LedgerError`.
    func open(_ book: any CostBook, at now: Timestamp, isLocal: (ModelID) -> Bool) async throws {
        if let month = state.withLockedValue({ $0.month }), now >= month.start, now < month.end { return }
        let span = policy.timeZone.period(.month, at: now)
        var month = LocalFirstMonth(start: span.start, end: span.end)
        let report = try await book.costs(CostQuery(since: span.start, until: span.end, groupBy: [.model]))
        for row in report.total.rows {
            guard let model = row.values[0].flatMap({ ModelID($0) }) else { continue }
            // An answer that needed no provider ran nowhere.
            month.add(
                cost: row.sums.cost, isLocal: isLocal(model), requests: row.sums.entries - row.sums.cached)
        }
        let opened = month
        state.withLockedValue { state in
            // Another run may have opened it meanwhile.
            guard state.month?.start != opened.start else { return }
            var month = opened
            month.cloudInFlight = state.holds.count
            month.cloudHeld = state.holds.values.reduce(.zero, +)
            state.month = month
            state.alerts = LocalFirstAlerts()
            _ = state.alerts.due(month, policy, at: now)
        }
    }

    /// Decides where a call runs; what the cloud may cost is held from then on.
    func decide(_ call: CallID, tokens: Int, worstCase: Money?, priority: BudgetPriority) -> LocalFirstDecision {
        state.withLockedValue { state in
            guard let month = state.month else { return .forceLocal }
            let decision = policy.decide(tokens: tokens, worstCase: worstCase, priority: priority, month: month)
            state.decisions["\(decision.rawValue) \(LocalFirstDecision.bucket(of: tokens))", default: 0] += 1
            if decision == .budgetCloud {
                state.holds[call] = worstCase ?? .zero
                state.month?.cloudInFlight += 1
                state.month?.cloudHeld += worstCase ?? .zero
            }
            return decision
        }
    }

    /// Whether a further attempt of a call in the cloud fits beside what is spent and held; the call's own hold is for
    /// its next attempt.
    func mayRepeat(_ call: CallID, worstCase: Money?) -> Bool {
        state.withLockedValue { state in
            guard let month = state.month, let worstCase else { return false }
            let others = month.cloudHeld - (state.holds[call] ?? .zero)
            return month.cloudSpent + others + worstCase <= policy.cloudLimit
        }
    }

    /// Gives back what was held for a call.
    func release(_ call: CallID) {
        state.withLockedValue { state in
            guard let held = state.holds.removeValue(forKey: call) else { return }
            state.month?.cloudInFlight -= 1
            state.month?.cloudHeld -= held
        }
    }

    /// Adds an attempt that is over.
    ///
    /// - Returns: the alerts that are due by it.
    func add(_ record: AttemptRecord, isLocal: Bool, at now: Timestamp) -> [LocalFirstAlert] {
        guard let settlement = record.settlement, settlement.outcome != .cached else { return [] }
        return state.withLockedValue { state in
            guard var month = state.month, record.start.startedAt >= month.start else { return [] }
            month.add(cost: settlement.cost, isLocal: isLocal)
            state.month = month
            let due = state.alerts.due(month, policy, at: now)
            state.given = Array((state.given + due).suffix(Self.mostAlerts))
            return due
        }
    }
}
