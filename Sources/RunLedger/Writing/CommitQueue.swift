import AgentRuntime
import NIOConcurrencyHelpers

/// Lets one caller at a time write, and lets it write for everybody who waits.
///
/// A caller that finds nobody writing writes at once, in its own task and without a change of thread. Whoever comes
/// while it writes waits in line; when it is done it hands over to the first in line, who writes everything that
/// waits in one transaction. So a lone caller pays no queue, and many share the price of a commit.
final class CommitQueue: Sendable {
    /// What a caller in line is told.
    private enum Call {
        case lead
        case done(Result<Void, LedgerError>)
    }

    private struct Waiter {
        var facts: [LedgerFact]
        var continuation: CheckedContinuation<Call, Never>
    }

    private struct State {
        var isLed = false
        var waiting: [Waiter] = []
    }

    /// Callers in one transaction, at most; their facts, except that one caller may bring any number.
    private static let largestBatch = (callers: 512, facts: 4096)

    private let state = NIOLockedValueBox(State())
    private let limit: Int
    private let write: @Sendable ([[LedgerFact]]) -> [Result<Void, LedgerError>]

    /// Makes a queue of at most `limit` waiting callers over `write`, which answers each caller's facts and is never
    /// called twice at the same time.
    init(limit: Int = 16_384, write: @escaping @Sendable ([[LedgerFact]]) -> [Result<Void, LedgerError>]) {
        self.limit = limit
        self.write = write
    }

    /// Returns when `facts` are written.
    ///
    /// Cancelling the task does not cancel the commit: what was paid is recorded.
    ///
    /// - Throws: `LedgerError`.
    func commit(_ facts: [LedgerFact]) async throws {
        let leads = state.withLockedValue { state in
            defer { state.isLed = true }
            return !state.isLed
        }
        if leads { return try lead(with: facts) }
        let call = await withCheckedContinuation { continuation in
            // Between the two looks at the state the leader may have gone.
            let call: Call? = state.withLockedValue { state in
                guard state.isLed else {
                    state.isLed = true
                    return .lead
                }
                guard state.waiting.count < limit else { return .done(.failure(CommitQueue.overrun(limit))) }
                state.waiting.append(Waiter(facts: facts, continuation: continuation))
                return nil
            }
            if let call { continuation.resume(returning: call) }
        }
        switch call {
        case .lead: try lead(with: facts)
        case .done(let result): try result.get()
        }
    }

    private func lead(with facts: [LedgerFact]) throws {
        let batch = state.withLockedValue { state in
            var count = facts.count
            var callers = 0
            for waiter in state.waiting.prefix(CommitQueue.largestBatch.callers - 1) {
                count += waiter.facts.count
                guard count <= CommitQueue.largestBatch.facts else { break }
                callers += 1
            }
            defer { state.waiting.removeFirst(callers) }
            return Array(state.waiting.prefix(callers))
        }
        let results = write([facts] + batch.map(\.facts))
        let next: Waiter? = state.withLockedValue { state in
            guard !state.waiting.isEmpty else {
                state.isLed = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.continuation.resume(returning: .lead)
        for (waiter, result) in zip(batch, results.dropFirst()) { waiter.continuation.resume(returning: .done(result)) }
        try results[0].get()
    }

    private static func overrun(_ limit: Int) -> LedgerError {
        LedgerError(
            .failed, "More than \(limit) writers wait for the ledger: the disk does not keep up. Try again with less.")
    }
}
