import FarthingTesting
import NIOConcurrencyHelpers
import Testing

@testable import AgentRuntime

struct AlarmBoardTests {
    @Test func `an alarm rings at its time and not before`() async throws {
        let clock = ManualClock()
        let board = AlarmBoard(clock: clock)
        let rung = NIOLockedValueBox<[Int]>([])
        _ = board.add(at: clock.uptime + .seconds(5)) { rung.withLockedValue { $0.append(5) } }
        _ = board.add(at: clock.uptime + .seconds(3)) { rung.withLockedValue { $0.append(3) } }
        _ = board.add(at: clock.uptime + .seconds(3)) { rung.withLockedValue { $0.append(3) } }
        await clock.sleepers(atLeast: 2)
        clock.advance(by: .seconds(2))
        #expect(rung.withLockedValue { $0 } == [])
        clock.advance(by: .seconds(1))
        await until { rung.withLockedValue { $0 } == [3, 3] }
        clock.advance(by: .seconds(2))
        await until { rung.withLockedValue { $0 } == [3, 3, 5] }
        #expect(board.count == 0)
    }

    @Test func `a cancelled alarm never rings, and those after it do`() async throws {
        let clock = ManualClock()
        let board = AlarmBoard(clock: clock)
        let rung = NIOLockedValueBox<[String]>([])
        let first = board.add(at: clock.uptime + .seconds(1)) { rung.withLockedValue { $0.append("first") } }
        _ = board.add(at: clock.uptime + .seconds(9)) { rung.withLockedValue { $0.append("second") } }
        first.cancel()
        first.cancel()
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(1))
        // The timer that was set for the first goes on for the second.
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(8))
        await until { rung.withLockedValue { $0 } == ["second"] }
    }

    @Test func `a thousand limits that are met in time share one timer`() async throws {
        let clock = ManualClock()
        let board = AlarmBoard(clock: clock)
        for _ in 0..<1000 { board.add(at: clock.uptime + .seconds(5)) { Issue.record("rang") }.cancel() }
        await clock.sleepers(atLeast: 1)
        #expect(clock.sleeperCount == 1)
        #expect(board.count == 0)
        clock.advance(by: .seconds(5))
        await until { clock.sleeperCount == 0 }
        // Nothing was left to wait for; the next alarm sets a timer again.
        let last = board.add(at: clock.uptime + .seconds(1)) {}
        await clock.sleepers(atLeast: 1)
        last.cancel()
    }

    @Test func `cancelled alarms do not pile up until their time`() async throws {
        let clock = ManualClock()
        let board = AlarmBoard(clock: clock)
        for _ in 0..<10 { _ = board.add(at: clock.uptime + .seconds(600)) {} }
        for round in 0..<10_000 {
            board.add(at: clock.uptime + .seconds(600) + .milliseconds(round)) { Issue.record("rang") }.cancel()
        }
        #expect(board.count == 10)
        #expect(board.size <= 2 * 10 + AlarmBoard.slack)
        await clock.sleepers(atLeast: 1)
        clock.advance(by: .seconds(600))
        await until { board.count == 0 }
    }

    @Test func `a wait ends at its time, or at once when it is cancelled and leaves nothing`() async throws {
        let clock = ManualClock()
        let board = AlarmBoard(clock: clock)
        let waited = Task { try await board.wait(for: .seconds(2)) }
        let cancelled = Task { try await board.wait(for: .seconds(600)) }
        let early = Task { try await board.wait(for: .seconds(600)) }
        early.cancel()
        await until { board.count == 2 }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        await #expect(throws: CancellationError.self) { try await early.value }
        await until { board.count == 1 }
        await clock.sleepers(atLeast: 1)
        // A timer that was set for a longer wait may be there too.
        await until {
            clock.advance(by: .seconds(1))
            return board.count == 0
        }
        try await waited.value
    }

    /// Lets other tasks run until `condition` holds.
    private func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }
}
