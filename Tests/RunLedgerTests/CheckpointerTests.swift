import Testing

@testable import RunLedger

@Suite struct CheckpointerTests {
    private func step(_ isRunning: Bool, length: Int32, growth: Int32) -> Checkpointer.Step {
        Checkpointer.Step(isRunning: isRunning, length: length, growth: growth)
    }

    @Test func `the thread is sent for every interval of log, and not while it is at work`() {
        #expect(step(false, length: Checkpointer.interval - 1, growth: Checkpointer.interval - 1) == .nothing)
        #expect(step(false, length: Checkpointer.interval, growth: Checkpointer.interval) == .send)
        #expect(step(true, length: 3 * Checkpointer.interval, growth: Checkpointer.interval) == .nothing)
        #expect(step(false, length: 2 * Checkpointer.interval, growth: 1) == .nothing)
    }

    @Test func `a commit moves only the little that is left once the thread is back`() {
        let long = Checkpointer.limit
        #expect(step(true, length: long, growth: 1) == .nothing)
        #expect(step(false, length: long, growth: Checkpointer.little + 1) == .send)
        #expect(step(false, length: long, growth: Checkpointer.little) == .finish)
    }

    @Test func `a log that only grows is shortened by whoever commits`() {
        #expect(step(true, length: 4 * Checkpointer.limit, growth: 9999) == .finish)
    }
}
