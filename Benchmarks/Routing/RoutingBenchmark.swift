import ComplexityRouting
import ExactJSON

/// How long a decision takes as a whole, and how many messages are scored a second, on one core. Prints one JSON object.
@main enum RoutingBenchmark {
    @concurrent static func main() async throws {
        let messages = Messages()
        let predictor = messages.learned()
        let usual = try await DecisionRun(predictor).times(messages.texts, count: 4_000)
        let long = try await DecisionRun(predictor).times([Messages.text(bytes: 4_000)], count: 1_000)
        let huge = try await DecisionRun(predictor).times([Messages.text(bytes: 1_000_000)], count: 100)
        let fields: [(String, JSONValue)] = [
            ("decision_p50_us", number(usual.p50)), ("decision_p99_us", number(usual.p99)),
            ("decision_4kb_p50_us", number(long.p50)), ("decision_4kb_p99_us", number(long.p99)),
            ("decision_1mb_p50_us", number(huge.p50)), ("decision_1mb_p99_us", number(huge.p99)),
            ("scores_per_s", number(throughput(predictor, messages.texts))),
        ]
        print(JSONValue.object(JSONObject(fields)).text)
    }

    private static func number(_ value: Double) -> JSONValue { .rounded(value, places: 1) }

    /// Messages scored a second, the best of five runs.
    private static func throughput(_ predictor: Predictor, _ messages: [String]) -> Double {
        let clock = ContinuousClock()
        var best = 0.0
        for _ in 0..<5 {
            var sum = 0.0
            let time = clock.measure {
                for index in 0..<20_000 {
                    sum += predictor.predict(MessageScan(messages[index % messages.count])).score
                }
            }
            if sum > 0 { best = max(best, 20_000 / (time / .seconds(1))) }
        }
        return best
    }
}
