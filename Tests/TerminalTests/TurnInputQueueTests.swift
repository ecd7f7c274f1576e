import Testing

@testable import Terminal

@Suite struct TurnInputQueueTests {
    @Test func `lets an interrupt overtake lines, and counts several as one`() async {
        let turn = TurnInput()
        turn.offer("a")
        turn.interrupt()
        turn.offer("b")
        turn.interrupt()
        #expect(await turn.next() == .interrupt)
        #expect(await turn.next() == .typedLine("a"))
        #expect(await turn.next() == .typedLine("b"))
    }

    @Test func `wakes a task that waits, and ends with what nobody took`() async {
        let turn = TurnInput()
        async let first = turn.next()
        turn.offer("now")
        #expect(await first == .typedLine("now"))
        turn.offer("later")
        turn.end()
        #expect(await turn.next() == nil)
        #expect(turn.takeRemaining() == ["later"])
    }

    @Test func `stops waiting when the task is cancelled`() async {
        let turn = TurnInput()
        let event = await withTaskGroup(of: TurnEvent?.self) { group in
            group.addTask { await turn.next() }
            group.cancelAll()
            return await group.next() ?? .hangup
        }
        #expect(event == nil)
        turn.hangUp()
        #expect(await turn.next() == .hangup)
    }

    @Test func `has room for so many lines and no more`() {
        let turn = TurnInput()
        for number in 0..<TurnInput.capacity { turn.offer("\(number)") }
        #expect(!turn.hasRoom)
    }
}
