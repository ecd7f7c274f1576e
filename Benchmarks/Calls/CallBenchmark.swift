import AgentRuntime
import FarthingTesting
import LanguageModels
import Memory
import Money
import RateLimiting

/// What pricing, admission by a rate limit, and a whole turn with everything on cost, without network and disk. Prints
/// one JSON object.
@main enum CallBenchmark {
    // Off the main actor, whose every resumption is a change of thread.
    @concurrent static func main() async throws {
        let price = try price()
        let admission = try admission()
        let turn = try await turn()
        let search = try vectorSearch()
        print(
            #"{"price_ns":\#(price),"admission_ns":\#(admission),"turn_p50_us":\#(turn),"vector_search_ms":\#(search)}"#
        )
    }

    private struct Unexpected: Error {}

    /// Nanoseconds to price a usage with cached tokens, reasoning and a context threshold.
    private static func price() throws -> Double {
        guard let price = PriceList.embedded.match("gpt-4o")?.price else { throw Unexpected() }
        var usages = (0..<64).map { Usage(input: 1000 + $0, cacheRead: 500, output: 200 + $0, reasoning: 40) }
        usages.append(Usage(input: 300_000, output: 10))
        let count = 2_000_000
        return try best { clock in
            var sum = Money.zero
            let time = clock.measure {
                for index in 0..<count { sum += price.amount(of: usages[index % usages.count]) ?? .zero }
            }
            guard sum > .zero else { throw Unexpected() }
            return time.nanoseconds / Double(count)
        }
    }

    /// Nanoseconds to admit a request that need not wait and to take what it used, all three limits on.
    private static func admission() throws -> Double {
        let limits = RateLimits(requests: 1_000_000, inputTokens: 1_000_000_000, outputTokens: 1_000_000_000)
        let demand = RateDemand(inputTokens: 1000, outputTokens: 500)
        let used = RateDemand(inputTokens: 990, outputTokens: 120)
        let count = 1_000_000
        return try best { clock in
            var limiter = RateLimiter(limits, at: .zero)
            var refused = 0
            let time = clock.measure {
                for index in 0..<count {
                    let now = Duration.microseconds(index * 100)
                    let answer = limiter.request(demand, id: index, conversation: "one", at: now)
                    if case .admitted(let pass) = answer {
                        limiter.settle(pass, used: used, at: now)
                    } else {
                        refused += 1
                    }
                }
            }
            guard refused == 0 else { throw Unexpected() }
            return time.nanoseconds / Double(count)
        }
    }

    /// Microseconds of a turn: prompt, hooks, budget of retries, rate limit, prices, settlement, books in memory.
    private static func turn() async throws -> Double {
        let model = ScriptedModel { _, _ in .text("One two three four five six seven eight.") }
        let limits = ModelRateLimits(
            requests: 1_000_000, inputTokens: 1_000_000_000, outputTokens: 100_000_000_000)
        let test = try TestRuntime(model, rateLimits: [model.profile.id: limits])
        let clock = ContinuousClock()
        var times: [Double] = []
        for _ in 0..<2000 {
            let conversation = try await test.runtime.newConversation()
            let start = clock.now
            _ = try await conversation.send("Hello") { _ in }
            times.append((clock.now - start).nanoseconds / 1000)
        }
        return times.sorted()[times.count / 2]
    }

    /// Milliseconds to find the exact ten nearest of 100,000 vectors of 384 dimensions.
    private static func vectorSearch() throws -> Double {
        var state: UInt64 = 1
        func unit() -> [Float] {
            var vector: [Float] = []
            for _ in 0..<384 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                vector.append(Float(Int64(bitPattern: state) >> 40) / Float(1 << 23))
            }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
        var index = VectorIndex(dimension: 384)
        for key in 0..<100_000 as Range<Int64> { index.add(unit(), key: key) }
        let queries = (0..<20).map { _ in unit() }
        return try best { clock in
            var found = 0
            let time = clock.measure {
                for query in queries { found += index.nearest(to: query, limit: 10).count }
            }
            guard found == 10 * queries.count else { throw Unexpected() }
            return time.nanoseconds / 1e6 / Double(queries.count)
        }
    }

    private static func best(_ round: (ContinuousClock) throws -> Double) rethrows -> Double {
        var best = Double.infinity
        for _ in 0..<5 { best = min(best, try round(ContinuousClock())) }
        return best
    }
}

extension Duration {
    fileprivate var nanoseconds: Double {
        Double(components.seconds) * 1e9 + Double(components.attoseconds) / 1e9
    }
}
