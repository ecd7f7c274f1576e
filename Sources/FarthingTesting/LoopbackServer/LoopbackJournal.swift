import NIOConcurrencyHelpers

/// What the server's threads write down, and tests wait for.
final class LoopbackJournal: Sendable {
    private struct Waiter: Sendable {
        var isReached: @Sendable (LoopbackCounts) -> Bool
        var continuation: CheckedContinuation<Bool, Never>
    }

    private struct State: Sendable {
        var counts = LoopbackCounts()
        var requests: [RecordedRequest] = []
        /// Open connections by their number.
        var descriptors: [Int: Int32] = [:]
        var isStopped = false
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        /// Waiters that were cancelled before they were there.
        var cancelled: Set<Int> = []
    }

    private let state = NIOLockedValueBox(State())
    private let recordLimit: Int
    private let maxConnections: Int

    init(recordLimit: Int, maxConnections: Int) {
        self.recordLimit = recordLimit
        self.maxConnections = maxConnections
    }

    var counts: LoopbackCounts { state.withLockedValue { $0.counts } }
    var requests: [RecordedRequest] { state.withLockedValue { $0.requests } }

    func update(_ change: (inout LoopbackCounts) -> Void) {
        notify { change(&$0.counts) }
    }

    func record(_ request: LoopbackRequestParser.Request, connection: Int) -> RecordedRequest {
        notify { state in
            let recorded = RecordedRequest(
                method: request.method, target: request.target, headers: request.headers, body: request.body,
                connection: connection, index: state.counts.requests)
            state.counts.requests += 1
            if state.requests.count < recordLimit { state.requests.append(recorded) }
            return recorded
        }
    }

    /// Notes a new connection. Returns its number, or nil when it is one too many or the server has stopped.
    func open(_ descriptor: Int32) -> Int? {
        notify { state in
            guard !state.isStopped, state.counts.openConnections < maxConnections else {
                state.counts.refusedConnections += 1
                return nil
            }
            let number = state.counts.connections
            state.counts.connections += 1
            state.counts.openConnections += 1
            state.descriptors[number] = descriptor
            return number
        }
    }

    /// Closes a connection. Under the lock, so that `stop` cannot shut down a descriptor that was used again.
    func close(_ number: Int) {
        notify { state in
            guard let descriptor = state.descriptors.removeValue(forKey: number) else { return }
            LoopbackSocket.close(descriptor)
            state.counts.openConnections -= 1
        }
    }

    /// Ends every connection, and lets no other begin.
    func stop() {
        state.withLockedValue { state in
            state.isStopped = true
            for descriptor in state.descriptors.values { LoopbackSocket.shutDown(descriptor) }
        }
    }

    /// Waits until the counts are as wanted. Returns false when the task was cancelled first.
    func wait(until isReached: @escaping @Sendable (LoopbackCounts) -> Bool) async -> Bool {
        let number = state.withLockedValue { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLockedValue { state in
                    if state.cancelled.remove(number) != nil { return false }
                    if isReached(state.counts) { return true }
                    state.waiters[number] = Waiter(isReached: isReached, continuation: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil { state.cancelled.insert(number) }
                return waiter
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    private func notify<Output>(_ change: (inout State) -> Output) -> Output {
        let (output, reached) = state.withLockedValue { state in
            let output = change(&state)
            guard !state.waiters.isEmpty else { return (output, [Waiter]()) }
            let reached = state.waiters.filter { $0.value.isReached(state.counts) }
            for number in reached.keys { state.waiters[number] = nil }
            return (output, Array(reached.values))
        }
        for waiter in reached { waiter.continuation.resume(returning: true) }
        return output
    }
}
