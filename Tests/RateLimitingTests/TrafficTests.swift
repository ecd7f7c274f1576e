import RateLimiting
import Testing

/// The limiter under load, in virtual time: exact, busy, fair, and never refused by a provider that counts for itself.
@Suite struct TrafficTests {
    struct Load: Sendable, CustomTestStringConvertible {
        var name: String
        var traffic: Traffic
        var bottleneck: RateQuantity
        /// The part of the limit that must be used, 0…1.
        var utilisation = 0.95
        var testDescription: String { name }
    }

    static let loads = [
        // Ten, so that each waits often enough for its mean to be one; so below.
        Load(
            name: "requests", traffic: Traffic(conversations: 10, limits: RateLimits(requests: 300)),
            bottleneck: .requests),
        Load(
            name: "input tokens",
            traffic: Traffic(
                conversations: 10, limits: RateLimits(requests: 10_000, inputTokens: 200_000), input: 200...2000),
            bottleneck: .inputTokens),
        Load(
            name: "output tokens",
            traffic: Traffic(conversations: 8, limits: RateLimits(outputTokens: 40_000), output: 100...500),
            bottleneck: .outputTokens),
        Load(
            name: "all three",
            traffic: Traffic(
                conversations: 10, limits: RateLimits(requests: 240, inputTokens: 300_000, outputTokens: 90_000),
                input: 100...2000,
                output: 50...400),
            bottleneck: .requests),
        Load(
            // Answers use a tenth to all of what is reserved: what is not used comes back when they end.
            name: "refunds",
            traffic: Traffic(
                conversations: 8, limits: RateLimits(outputTokens: 60_000), output: 200...800, share: 0.1...1),
            bottleneck: .outputTokens, utilisation: 0.85),
        Load(
            name: "slow answers",
            traffic: Traffic(
                conversations: 60, limits: RateLimits(requests: 120, outputTokens: 100_000), output: 100...500,
                answer: 1000...90_000), bottleneck: .requests, utilisation: 0.5),
    ]

    @Test(arguments: loads)
    func `keeps every window of 60 seconds, uses it, and shares it`(_ load: Load) {
        let seed = UInt64.random(in: 0 ... .max)
        print("traffic \(load.name): seed \(seed)")
        let traffic = load.traffic
        let record = traffic.run(seed: seed)
        let limits: [(RateQuantity, Int?)] = [
            (.requests, traffic.limits.requests), (.inputTokens, traffic.limits.inputTokens),
            (.outputTokens, traffic.limits.outputTokens),
        ]
        for (quantity, limit) in limits {
            guard let limit else { continue }
            #expect(record.admitted.peak(quantity) <= limit, "\(quantity) seed \(seed)")
            #expect(record.served.peak(quantity) <= limit, "\(quantity) seed \(seed)")
        }
        #expect(record.refused == 0, "seed \(seed)")

        let limit = limits[load.bottleneck.rawValue].1 ?? 0
        let (start, end): (Int64, Int64) = (120_000_000, traffic.length.microseconds)
        let used = record.served.total(load.bottleneck, from: start, to: end)
        let possible = Double(limit) * Double(end - start) / 60e6
        #expect(Double(used) / possible >= load.utilisation, "used \(Double(used) / possible) seed \(seed)")

        // Equal conversations: what each waits for a request, on average over the run.
        let waits = record.waits.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        guard let longest = waits.max(), let shortest = waits.min(), shortest > 0.5 else { return }
        #expect(longest / shortest < 1.2, "\(waits) seed \(seed)")
    }

    @Test func `one conversation with a hundred requests holds up another by one of them`() {
        var limiter = RateLimiter(RateLimits(requests: 1), at: .zero)
        guard case .admitted = limiter.request(.one, id: 0, conversation: "busy", at: .zero) else {
            Issue.record("the first is not admitted")
            return
        }
        for id in 1...100 { _ = limiter.request(.one, id: id, conversation: "busy", at: .zero) }
        _ = limiter.request(.one, id: 500, conversation: "quiet", at: .zero)
        var served: [Int] = []
        var now = Duration.zero
        while served.count < 4, let wake = limiter.nextWake {
            now = wake
            served += limiter.advance(to: now).admitted.map(\.id)
        }
        #expect(served == [1, 500, 2, 3])
    }
}

extension RateDemand {
    static let one = RateDemand(inputTokens: 1, outputTokens: 1)
}
