/// Those who wait: first come, first served within a conversation, and the conversations in turn, so that one with a
/// hundred requests holds up another by one of them.
struct WaitingLine: Sendable {
    struct Waiter: Sendable, Hashable {
        var id: Int
        var conversation: String
        var demand: RateDemand
        /// When it stops waiting; nil for never.
        var deadline: Int64?
    }

    private var turns: [String] = []
    private var waiters: [String: [Waiter]] = [:]
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// Whose turn it is.
    var first: Waiter? { turns.first.flatMap { waiters[$0]?.first } }

    /// The earliest moment at which somebody stops waiting.
    var nextDeadline: Int64? { waiters.values.joined().compactMap(\.deadline).min() }

    mutating func append(_ waiter: Waiter) {
        if waiters[waiter.conversation, default: []].isEmpty { turns.append(waiter.conversation) }
        waiters[waiter.conversation, default: []].append(waiter)
        count += 1
    }

    /// Serves whose turn it is; their conversation goes to the back of the line.
    mutating func removeFirst() -> Waiter? {
        guard let first, let conversation = turns.first else { return nil }
        turns.removeFirst()
        waiters[conversation]?.removeFirst()
        if waiters[conversation]?.isEmpty ?? true {
            waiters[conversation] = nil
        } else {
            turns.append(conversation)
        }
        count -= 1
        return first
    }

    /// Takes somebody out of the line.
    ///
    /// - Returns: whether they stood in it.
    mutating func remove(_ id: Int, of conversation: String) -> Bool {
        guard let index = waiters[conversation]?.firstIndex(where: { $0.id == id }) else { return false }
        waiters[conversation]?.remove(at: index)
        if waiters[conversation]?.isEmpty ?? false {
            waiters[conversation] = nil
            turns.removeAll { $0 == conversation }
        }
        count -= 1
        return true
    }

    /// Takes out everybody whose deadline has come.
    mutating func removeOverdue(at now: Int64) -> [Waiter] {
        let overdue = waiters.values.joined().filter { $0.deadline.map { $0 <= now } ?? false }.sorted { $0.id < $1.id }
        for waiter in overdue { _ = remove(waiter.id, of: waiter.conversation) }
        return overdue
    }
}
