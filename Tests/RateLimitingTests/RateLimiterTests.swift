import RateLimiting
import Testing

@Suite struct RateLimiterTests {
    private func limiter(
        _ requests: Int? = nil, input: Int? = nil, output: Int? = nil, total: Int? = nil
    ) -> RateLimiter {
        RateLimiter(
            RateLimits(requests: requests, inputTokens: input, outputTokens: output, totalTokens: total), at: .zero)
    }

    private func admit(
        _ limiter: inout RateLimiter, _ input: Int = 1, _ output: Int = 1, id: Int = 0, at now: Duration = .zero
    ) throws -> RateLimiter.Reservation {
        let demand = RateDemand(inputTokens: input, outputTokens: output)
        guard case .admitted(let reservation) = limiter.request(demand, id: id, conversation: "a", at: now) else {
            throw NotAdmitted()
        }
        return reservation
    }

    private struct NotAdmitted: Error {}

    /// `#expect` for calls that change the limiter.
    private func expect<Value: Equatable>(
        _ value: Value, _ expected: Value, location: SourceLocation = #_sourceLocation
    ) {
        #expect(value == expected, sourceLocation: location)
    }

    @Test func `admits without limits and keeps nothing`() throws {
        var limiter = limiter()
        for id in 0..<1000 { _ = try admit(&limiter, id: id) }
        #expect(RateQuantity.allCases.allSatisfy { limiter.used($0) == 0 })
    }

    @Test func `wakes exactly when the first slot has left the window, and not before`() throws {
        var limiter = limiter(2)
        _ = try admit(&limiter, at: .milliseconds(100))
        _ = try admit(&limiter, at: .seconds(10))
        let answer = limiter.request(.one, id: 7, conversation: "a", at: .seconds(20))
        #expect(answer == .waits(behind: 0))
        // The first came in the slot from 0 to 0.25 s; a minute later, and one slot to spare, is 60.5 s.
        #expect(limiter.nextWake == .milliseconds(60_500))
        #expect(limiter.bottleneck == .requests)
        expect(limiter.advance(to: .microseconds(60_499_999)).admitted.map(\.id), [])
        expect(limiter.advance(to: .milliseconds(60_500)).admitted.map(\.id), [7])
        #expect(limiter.nextWake == nil)
    }

    @Test func `refuses at once what can never fit, and says which quantity`() {
        var limiter = limiter(5, input: 1000, output: 100)
        expect(
            limiter.request(RateDemand(inputTokens: 1001, outputTokens: 1), id: 1, conversation: "a", at: .zero),
            .refused(.oversized(.inputTokens, wanted: 1001, limit: 1000)))
        expect(
            limiter.request(RateDemand(inputTokens: 1, outputTokens: 101), id: 1, conversation: "a", at: .zero),
            .refused(.oversized(.outputTokens, wanted: 101, limit: 100)))
        var closed = self.limiter(0)
        expect(
            closed.request(.one, id: 1, conversation: "a", at: .zero),
            .refused(.oversized(.requests, wanted: 1, limit: 0)))
    }

    @Test func `gives back to the slot it came from what a request did not use`() throws {
        var limiter = limiter(input: 1000)
        let first = try admit(&limiter, 800)
        limiter.settle(first, used: RateDemand(inputTokens: 300, outputTokens: 0), at: .seconds(30))
        #expect(limiter.used(.inputTokens) == 300)
        _ = try admit(&limiter, 700, at: .seconds(30))
        // The 300 leave with the slot of the request, not with that of the refund.
        _ = limiter.request(RateDemand(inputTokens: 300, outputTokens: 0), id: 3, conversation: "a", at: .seconds(31))
        #expect(limiter.nextWake == .milliseconds(60_500))
    }

    @Test func `holds an answer's tokens until it ends, however long, and a minute from then`() throws {
        var limiter = limiter(output: 100)
        let long = try admit(&limiter, 1, 80)
        _ = limiter.request(RateDemand(inputTokens: 1, outputTokens: 50), id: 2, conversation: "a", at: .seconds(300))
        #expect(limiter.nextWake == nil)
        limiter.settle(long, used: RateDemand(inputTokens: 1, outputTokens: 60), at: .seconds(300))
        expect(limiter.advance(to: .seconds(300)).admitted.map(\.id), [])
        #expect(limiter.nextWake == .milliseconds(360_500))
        expect(limiter.advance(to: .milliseconds(360_500)).admitted.map(\.id), [2])
    }

    @Test func `gives everything back for a request that was never sent`() throws {
        var limiter = limiter(1, input: 10, output: 10)
        let reservation = try admit(&limiter, 10, 10)
        limiter.settle(reservation, used: nil, at: .seconds(1))
        _ = try admit(&limiter, 10, 10, at: .seconds(1))
    }

    @Test func `a cancelled one leaves its place at once`() throws {
        var limiter = limiter(input: 100)
        _ = try admit(&limiter, 60)
        let large = RateDemand(inputTokens: 90, outputTokens: 0)
        expect(limiter.request(large, id: 1, conversation: "a", at: .zero), .waits(behind: 0))
        let small = RateDemand(inputTokens: 40, outputTokens: 0)
        // It would fit, but does not overtake.
        expect(limiter.request(small, id: 2, conversation: "b", at: .zero), .waits(behind: 1))
        expect(limiter.advance(to: .seconds(1)).admitted.map(\.id), [])
        expect(limiter.cancel(1, of: "a"), true)
        expect(limiter.cancel(1, of: "a"), false)
        expect(limiter.advance(to: .seconds(1)).admitted.map(\.id), [2])
    }

    @Test func `gives up who waits past a deadline, and wakes for it`() throws {
        var limiter = limiter(1)
        _ = try admit(&limiter)
        let answer = limiter.request(.one, id: 4, conversation: "a", deadline: .seconds(5), at: .zero)
        #expect(answer == .waits(behind: 0))
        #expect(limiter.nextWake == .seconds(5))
        expect(limiter.advance(to: .seconds(5)).overdue, [4])
        #expect(limiter.waiting == 0)
    }

    @Test func `learns a limit, and what others use with the same key`() throws {
        var limiter = limiter()
        _ = try admit(&limiter)
        limiter.learn(.requests, ObservedLimit(limit: 10, remaining: 2, reset: .seconds(6)), at: .seconds(1))
        #expect(limiter.limit(.requests) == 10)
        #expect(limiter.used(.requests) == 8)
        _ = try admit(&limiter, id: 1, at: .seconds(1))
        _ = try admit(&limiter, id: 2, at: .seconds(1))
        _ = limiter.request(.one, id: 3, conversation: "a", at: .seconds(1))
        // What others used has passed once the provider says so.
        #expect(limiter.nextWake == .seconds(7))
        expect(limiter.advance(to: .seconds(7)).admitted.map(\.id), [3])
        // A limit of one's own that is lower stays.
        var own = self.limiter(3)
        own.learn(.requests, ObservedLimit(limit: 10), at: .zero)
        #expect(own.limit(.requests) == 3)
    }

    @Test func `a request larger than a learned limit is sent alone, not refused`() throws {
        var limiter = limiter()
        limiter.learn(.inputTokens, ObservedLimit(limit: 100), at: .zero)
        let first = try admit(&limiter, 500)
        _ = limiter.request(RateDemand(inputTokens: 1, outputTokens: 0), id: 2, conversation: "a", at: .zero)
        #expect(limiter.nextWake == .milliseconds(60_500))
        limiter.settle(first, used: RateDemand(inputTokens: 500, outputTokens: 0), at: .seconds(1))
        expect(limiter.advance(to: .milliseconds(60_500)).admitted.map(\.id), [2])
    }

    @Test func `a learned limit that changes under way leaves nothing held`() throws {
        var limiter = limiter()
        limiter.learn(.outputTokens, ObservedLimit(limit: 1000), at: .zero)
        let reservation = try admit(&limiter, 1, 900)
        #expect(limiter.used(.outputTokens) == 900)
        limiter.learn(.outputTokens, ObservedLimit(limit: 100), at: .zero)
        limiter.settle(reservation, used: nil, at: .seconds(1))
        #expect(limiter.used(.outputTokens) == 0)
    }

    @Test func `a pause that a provider asks for holds everybody, also without limits`() throws {
        var limiter = limiter()
        limiter.pause(for: .seconds(9), at: .zero)
        expect(limiter.request(.one, id: 1, conversation: "a", at: .seconds(1)), .waits(behind: 0))
        #expect(limiter.nextWake == .seconds(9))
        #expect(limiter.bottleneck == nil)
        expect(limiter.advance(to: .seconds(9)).admitted.map(\.id), [1])
    }

    @Test func `the line is closed when too many wait`() throws {
        var limiter = limiter(1)
        _ = try admit(&limiter)
        for id in 1...RateLimiter.capacity { _ = limiter.request(.one, id: id, conversation: "a", at: .zero) }
        expect(
            limiter.request(.one, id: 0, conversation: "b", at: .zero), .refused(.crowded(RateLimiter.capacity)))
    }

    @Test func `never admits too much or too late, whatever happens in which order`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("limiter property: seed \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 { try randomHistory(&random, seed) }
    }

    /// Random requests, cancellations, settlements and passing time, with what must always hold.
    private func randomHistory(_ random: inout SeededRandom, _ seed: UInt64) throws {
        let limits = RateLimits(requests: 12, inputTokens: 1000, outputTokens: 800)
        var limiter = RateLimiter(limits, at: .zero)
        var now = Duration.zero
        var waiting: [String: [Int]] = [:]
        var flying: [(RateLimiter.Reservation, RateDemand)] = []
        var demands: [Int: RateDemand] = [:]
        var log = Traffic.Log()
        func note(_ id: Int, _ reservation: RateLimiter.Reservation) throws {
            let demand = try #require(demands[id])
            log.add(1, .requests, at: now.microseconds)
            log.add(demand.inputTokens, .inputTokens, at: now.microseconds)
            flying.append((reservation, demand))
        }
        func advance() throws {
            for (id, reservation) in limiter.advance(to: now).admitted {
                let line = try #require(waiting.first { $0.value.first == id }, "overtaken, seed \(seed)")
                waiting[line.key]?.removeFirst()
                try note(id, reservation)
            }
            for quantity in RateQuantity.allCases {
                guard let limit = limiter.limit(quantity) else { continue }
                #expect(limiter.used(quantity) <= limit, "seed \(seed)")
            }
        }
        for id in 0..<600 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let demand = RateDemand(
                    inputTokens: .random(in: 0...300, using: &random),
                    outputTokens: .random(in: 0...300, using: &random))
                let conversation = "\(Int.random(in: 0..<4, using: &random))"
                demands[id] = demand
                switch limiter.request(demand, id: id, conversation: conversation, at: now) {
                case .admitted(let reservation):
                    #expect(waiting.values.allSatisfy { $0.isEmpty }, "overtaken, seed \(seed)")
                    try note(id, reservation)
                case .waits: waiting[conversation, default: []].append(id)
                case .refused: Issue.record("refused, seed \(seed)")
                }
            case 5..<7:
                guard let index = flying.indices.randomElement(using: &random) else { continue }
                let (reservation, demand) = flying.remove(at: index)
                let used = RateDemand(
                    inputTokens: demand.inputTokens,
                    outputTokens: .random(in: 0...demand.outputTokens, using: &random))
                limiter.settle(reservation, used: used, at: now)
                log.add(used.outputTokens, .outputTokens, at: now.microseconds)
                try advance()
            case 7:
                guard let line = waiting.filter({ !$0.value.isEmpty }).randomElement(using: &random) else { continue }
                let index = Int.random(in: 0..<line.value.count, using: &random)
                let cancelled = line.value[index]
                waiting[line.key]?.remove(at: index)
                expect(limiter.cancel(cancelled, of: line.key), true)
                try advance()
            default:
                if let wake = limiter.nextWake, wake > now, Bool.random(using: &random) {
                    now = wake - .microseconds(1)
                    let early = limiter.advance(to: now).admitted
                    #expect(early.isEmpty, "woke too late, seed \(seed)")
                    now = wake
                    let before = limiter.waiting
                    try advance()
                    #expect(limiter.waiting < before, "woke too early, seed \(seed)")
                } else {
                    now += .milliseconds(Int64.random(in: 0...9000, using: &random))
                    try advance()
                }
            }
        }
        for (quantity, limit) in [(RateQuantity.requests, 12), (.inputTokens, 1000), (.outputTokens, 800)] {
            #expect(log.peak(quantity) <= limit, "\(quantity) seed \(seed)")
        }
    }
}
