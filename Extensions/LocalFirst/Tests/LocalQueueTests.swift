import AgentRuntime
import NIOConcurrencyHelpers
import Testing

@testable import LocalFirst

/// Who runs locally at once, and who waits.
@Suite struct LocalQueueTests {
    /// Enters from a task of its own and waits until it stands in line.
    private func enter(_ queue: LocalQueue, _ name: String, _ priority: BudgetPriority, _ order: Order) async -> Task<
        Void, any Error
    > {
        let before = queue.count
        let task = Task {
            try await queue.enter(priority)
            order.note(name)
            queue.leave()
        }
        while queue.count == before, !order.names.contains(name) { await Task.yield() }
        return task
    }

    private final class Order: Sendable {
        private let all = NIOLockedValueBox<[String]>([])
        var names: [String] { all.withLockedValue { $0 } }
        func note(_ name: String) { all.withLockedValue { $0.append(name) } }
    }

    @Test func `those who wait come by priority, then in order`() async throws {
        let queue = LocalQueue(slots: 1, limit: 10)
        try await queue.enter(.normal)
        let order = Order()
        var tasks: [Task<Void, any Error>] = []
        for (name, priority) in [("a", BudgetPriority.low), ("b", .normal), ("c", .high), ("d", .normal)] {
            tasks.append(await enter(queue, name, priority, order))
        }
        #expect(queue.count == 4)
        queue.leave()
        for task in tasks { try await task.value }
        #expect(order.names == ["c", "b", "d", "a"])
        #expect(queue.count == 0)
    }

    @Test func `whoever does not wait takes a turn all the same`() async throws {
        let queue = LocalQueue(slots: 1, limit: 10)
        queue.take()
        queue.take()
        let order = Order()
        let task = await enter(queue, "a", .high, order)
        #expect(queue.count == 1)
        queue.leave()
        #expect(queue.count == 1)
        queue.leave()
        try await task.value
        #expect(order.names == ["a"])
        // The turn is free again.
        try await queue.enter(.low)
        queue.leave()
    }

    @Test func `a wait can be cancelled, and one too many is refused`() async throws {
        let queue = LocalQueue(slots: 1, limit: 1)
        try await queue.enter(.normal)
        let order = Order()
        let task = await enter(queue, "a", .high, order)
        await #expect(throws: HookRefusal.self) { try await queue.enter(.high) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(queue.count == 0)
        queue.leave()
        try await queue.enter(.low)
        #expect(order.names == [])
    }
}
