import Testing

@testable import HTTPStreaming

@Suite struct TransferClockTests {
    private let start = ContinuousClock.now
    private let limits = HTTPTimeLimits(
        connect: .seconds(1), firstByte: .seconds(5), betweenChunks: .seconds(2), total: .seconds(30))

    private func at(_ seconds: Double) -> ContinuousClock.Instant {
        start.advanced(by: .milliseconds(Int((seconds * 1000).rounded())))
    }

    private func deadline(_ seconds: Double, _ expiry: TransferClock.Expiry) -> TransferClock.Deadline {
        TransferClock.Deadline(instant: at(seconds), expiry: expiry)
    }

    @Test func `applies each limit to its own part of the exchange`() {
        var clock = TransferClock(limits: limits, start: start)
        #expect(clock.deadline == deadline(30, .total))
        clock.requestStarted(at: at(1))
        #expect(clock.deadline == deadline(6, .firstByte))
        clock.headReceived(at: at(4))
        #expect(clock.deadline == deadline(6, .betweenChunks))
        clock.bytesReceived(at: at(5.5))
        #expect(clock.deadline == deadline(7.5, .betweenChunks))
        clock.bytesReceived(at: at(29))
        #expect(clock.deadline == deadline(30, .total))
    }

    @Test func `does not count silence while the reader holds the transfer`() {
        var clock = TransferClock(limits: limits, start: start)
        clock.requestStarted(at: at(0))
        clock.headReceived(at: at(0))
        clock.held()
        #expect(clock.deadline == deadline(30, .total))
        clock.resumed(at: at(20))
        #expect(clock.deadline == deadline(22, .betweenChunks))
    }

    @Test func `gives an unread rest 40 ms`() {
        var clock = TransferClock(limits: limits, start: start)
        clock.headReceived(at: at(1))
        clock.drainStarted(at: at(2))
        #expect(clock.deadline == deadline(2.04, .drain))
    }
}
