import AgentRuntime
import HTTPTypes
import NIOConcurrencyHelpers

/// Ends the answers that go on and on once their caller's key is revoked, has expired, or may do something else than when
/// they began. One look a second for all of them, and none while there are none.
final class KeyWatch: Sendable {
    private struct Watched {
        var key: String?
        var caller: Caller
        var end: BudgetSignal
    }

    private struct State {
        var next = 0
        var all: [Int: Watched] = [:]
    }

    private static let pause = Duration.seconds(1)

    private let gatekeeper: Gatekeeper
    private let clock: any RuntimeClock
    private let arrivals = BudgetSignal()
    private let state = NIOLockedValueBox(State())

    init(gatekeeper: Gatekeeper, clock: any RuntimeClock) {
        self.gatekeeper = gatekeeper
        self.clock = clock
    }

    /// How many answers are watched.
    var count: Int { state.withLockedValue { $0.all.count } }

    /// Looks at the keys until the task is cancelled.
    func watch() async {
        do {
            while true {
                let heard = arrivals.generation
                if count == 0 { try await arrivals.wait(after: heard) }
                try await clock.sleep(for: Self.pause)
                look()
            }
        } catch {
            // The server ends.
        }
    }

    /// Does `work` for as long as the caller's key is what it was.
    ///
    /// - Throws: `APIError` of status 401 when it no longer is; what `work` throws.
    func whileTaken(_ exchange: Exchange, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let end = BudgetSignal()
        let begun = end.generation
        let watched = Watched(key: Gatekeeper.key(of: exchange.request), caller: exchange.caller, end: end)
        let number = state.withLockedValue { state in
            state.next += 1
            state.all[state.next] = watched
            return state.next
        }
        arrivals.advance()
        defer { state.withLockedValue { _ = $0.all.removeValue(forKey: number) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await end.wait(after: begun)
                throw APIError.endedKey
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func look() {
        var callers: [String?: Caller?] = [:]
        for watched in state.withLockedValue({ $0.all.values.map { $0 } }) {
            let now: Caller?
            if let known = callers[watched.key] {
                now = known
            } else {
                now = try? gatekeeper.caller(withKey: watched.key)  // no key, or none that can be looked up
                callers[watched.key] = .some(now)
            }
            if now != watched.caller { watched.end.advance() }
        }
    }
}

extension APIError {
    /// What a stream ends with whose key has ended.
    static var endedKey: APIError {
        APIError(
            401, "authentication_error", "The API key of this stream was revoked or changed, or it has expired.",
            code: "invalid_api_key")
    }
}
