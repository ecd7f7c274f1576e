import AgentRuntime
import NIOConcurrencyHelpers

/// Delivers alerts in the background of the turns: each to each sink once, tried again with growing pauses.
///
/// What is to be delivered stands in the ledger, and so does who delivers it now: a process that dies leaves its alerts
/// to the next, and of two processes only one sends.
final class AlertCourier: Sendable {
    /// For how long a try keeps others away: longer than any sink takes.
    private static let claimTime = Duration.seconds(60)
    /// The longest pause that is waited for here; what is due later is taken up by the job of a later minute.
    private static let longestSleep = Duration.seconds(90)
    /// Tries in a row without a pause, so that a flood of alerts cannot hold whoever stops.
    private static let burst = 1000

    private struct State {
        var round: Task<Void, Never>?
        /// Whether something may have become due since the round looked.
        var isRung = false
        var isClosing = false
    }

    private let sinks: [any BudgetAlertSink]
    private let bell = BudgetSignal()
    private let state = NIOLockedValueBox(State())

    init(_ sinks: [any BudgetAlertSink]) { self.sinks = sinks }

    var isEmpty: Bool { sinks.isEmpty }

    /// Sees to it that what is due is delivered soon; nobody waits for it.
    func start(_ budgets: any BudgetStore, _ clock: any RuntimeClock) {
        guard !isEmpty else { return }
        state.withLockedValue { state in
            state.isRung = true
            guard state.round == nil, !state.isClosing else { return }
            // Unstructured because no turn may wait for somebody's web server; `finish` waits for it, and what is lost
            // with the process is in the ledger.
            state.round = Task { [self] in
                while takeRing() { await deliver(budgets, clock) }
            }
        }
        bell.advance()
    }

    /// Whether there is something to look at; the round is over when there is not.
    private func takeRing() -> Bool {
        state.withLockedValue { state in
            defer { state.isRung = false }
            if !state.isRung { state.round = nil }
            return state.isRung
        }
    }

    /// Delivers what is due now, without waiting for what is due later.
    func finish(_ budgets: any BudgetStore, _ clock: any RuntimeClock) async {
        guard !isEmpty else { return }
        let round = state.withLockedValue { state in
            state.isClosing = true
            return state.round
        }
        bell.advance()
        await round?.value
        await deliver(budgets, clock)
        state.withLockedValue { $0.isClosing = false }
    }

    /// Delivers what is due, and what falls due within a short time.
    private func deliver(_ budgets: any BudgetStore, _ clock: any RuntimeClock) async {
        do {
            while true {
                let heard = bell.generation
                var next: Timestamp?
                for sink in sinks {
                    try await deliverDue(to: sink, budgets, clock)
                    let due = try await budgets.nextAlertDue(for: sink.name, since: clock.now - sink.patience)
                    next = [next, due].compactMap(\.self).min()
                }
                let isClosing = state.withLockedValue { $0.isClosing }
                guard !isClosing, let next, next - clock.now <= Self.longestSleep else { return }
                try await bell.wait(after: heard, atMost: next - clock.now, clock)
            }
        } catch {
            // The ledger failed, or the process ends: the alerts stay due there, for the next minute or process.
        }
    }

    private func deliverDue(
        to sink: any BudgetAlertSink, _ budgets: any BudgetStore, _ clock: any RuntimeClock
    ) async throws {
        for _ in 0..<Self.burst {
            let now = clock.now
            guard
                let claim = try await budgets.claimAlert(
                    for: sink.name, since: now - sink.patience, until: now + Self.claimTime)
            else { return }
            let outcome: AlertOutcome
            do {
                try await sink.deliver(claim.alert, name: claim.name)
                outcome = .delivered
            } catch {
                let pause = AlertBackOff.pause(after: claim.number)
                let retry = clock.now + pause
                let isWorthIt = retry - claim.alert.at <= sink.patience
                outcome = .failed("\(error)", retryAt: isWorthIt ? retry : nil)
            }
            try await budgets.note(outcome, of: claim)
        }
    }
}

/// How long to wait before an alert is tried again.
enum AlertBackOff {
    /// The longest pause.
    static let longest = Duration.seconds(3600)

    /// The pause after so many tries: 2 s, doubled each time up to an hour, and by chance up to a half less, so that
    /// many who failed together do not come back together.
    static func pause(after tries: Int) -> Duration {
        var random = SystemRandomNumberGenerator()
        return pause(after: tries, using: &random)
    }

    static func pause(after tries: Int, using random: inout some RandomNumberGenerator) -> Duration {
        let whole = min(longest, .seconds(1 << Int64(min(max(tries, 1), 12))))
        return whole * Double.random(in: 0.5...1, using: &random)
    }
}
