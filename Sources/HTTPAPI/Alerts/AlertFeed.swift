import AgentRuntime
import NIOConcurrencyHelpers

/// The ledger's alerts for those who listen: one look at the ledger a second for all of them, and none while nobody
/// does. Alerts of other processes on the same ledger come too.
final class AlertFeed: Sendable {
    /// The most alerts of the past that a listener is told.
    static let mostPast = 1000
    /// The most that listen at a time.
    static let mostListeners = 2000
    private static let pause = Duration.seconds(1)
    /// Looks between two signs of life.
    private static let heartbeat = 15

    private struct State {
        var listeners = 0
        /// The latest alert that a look found.
        var newest: Int64?
        var isOver = false
    }

    private let store: any BudgetStore
    private let clock: any RuntimeClock
    private let arrivals = BudgetSignal()
    private let bell = BudgetSignal()
    private let state = NIOLockedValueBox(State())

    init(store: any BudgetStore, clock: any RuntimeClock) {
        self.store = store
        self.clock = clock
    }

    /// How many listen.
    var listeners: Int { state.withLockedValue { $0.listeners } }

    /// Looks for alerts until the task is cancelled.
    func watch() async {
        do {
            for look in 1... {
                let heard = arrivals.generation
                if listeners == 0 { try await arrivals.wait(after: heard) }
                try await clock.sleep(for: Self.pause)
                // A ledger that cannot be read now may be at the next look.
                let newest = (try? await store.storedAlerts(limit: 1))?.first?.id
                let isNew = state.withLockedValue { state in
                    defer { state.newest = newest ?? state.newest }
                    return newest != nil && newest != state.newest
                }
                if isNew || look % Self.heartbeat == 0 { bell.advance() }
            }
        } catch {
            // The server ends.
        }
    }

    /// Ends every listener's stream.
    func end() {
        state.withLockedValue { $0.isOver = true }
        bell.advance()
    }

    /// Tells of the alerts after one, then of each that comes, until the server ends or the task is cancelled. Told of
    /// none now and then, so that the connection is known to be alive.
    ///
    /// - Parameter id: the last one that is known; nil begins with the next to come.
    func follow(after id: Int64?, _ tell: @Sendable ([StoredAlert]) async throws -> Void) async throws {
        state.withLockedValue { $0.listeners += 1 }
        arrivals.advance()
        defer { state.withLockedValue { $0.listeners -= 1 } }
        var last: Int64
        if let id { last = id } else { last = try await store.storedAlerts(limit: 1).first?.id ?? 0 }
        var mayBeNew = true
        while true {
            let heard = bell.generation
            if state.withLockedValue({ $0.isOver }) { return }
            let alerts = mayBeNew ? try await alerts(after: last) : []
            try await tell(alerts)
            last = alerts.last?.id ?? last
            try await bell.wait(after: heard)
            mayBeNew = state.withLockedValue { $0.newest ?? 0 } > last
        }
    }

    private func alerts(after id: Int64) async throws -> [StoredAlert] {
        // Others may come between two looks: the limit grows until one look reaches back far enough by itself.
        var limit = 16
        while true {
            let latest = try await store.storedAlerts(limit: limit)
            let new = latest.filter { $0.id > id }
            if new.count < latest.count || latest.count < limit || limit >= Self.mostPast { return new.reversed() }
            limit = min(limit * 4, Self.mostPast)
        }
    }
}
