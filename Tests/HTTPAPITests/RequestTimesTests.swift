import AgentRuntime
import Testing

@testable import HTTPAPI

@Suite struct RequestTimesTests {
    @Test func `a minute of any sixty seconds is held to the limit, and the list stays short`() {
        var generator = SeededGenerator(seed: 20_261_121)
        var times = RequestTimes()
        var admitted: [Timestamp] = []
        var now = Timestamp(microseconds: 1_000_000_000)
        for _ in 0..<5000 {
            now = now + .milliseconds(Int.random(in: 0...40, using: &generator))
            let wait = times.add(now, most: 200)
            let counting = admitted.reversed().prefix { $0 > now - .seconds(60) }.count
            #expect((wait == nil) == (counting < 200))
            if let wait {
                #expect(wait > .zero && wait <= .seconds(60))
                #expect(times.add(now + wait, most: 200) == nil, "after the wait there is room")
                admitted.append(now + wait)
                now = now + wait
            } else {
                admitted.append(now)
            }
            #expect(times.count <= 200)
        }
    }
}

/// Random numbers that are the same every time.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
