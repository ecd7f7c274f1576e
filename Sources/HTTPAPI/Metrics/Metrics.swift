import AgentRuntime
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// What the server counts of the calls it makes. Labels are closed sets: models by name up to a bound, never a
/// conversation, a key or a user, which the costs endpoints tell.
final class Metrics: Sendable {
    /// What is counted apart.
    struct Series: Hashable, Sendable {
        var provider: String
        var model: String
        var slot: String
    }

    /// How a call's model was chosen, and how long its prompt was.
    struct Decision: Hashable, Sendable {
        var type: String
        var context: String

        init(_ start: AttemptStart) {
            type = start.decision == nil ? "fixed" : "routed"
            let bounds = [(1000, "up_to_1k"), (4000, "up_to_4k"), (16_000, "up_to_16k"), (64_000, "up_to_64k")]
            context = bounds.first { start.promptTokens <= $0.0 }?.1 ?? "over_64k"
        }
    }

    /// The counts of a series.
    struct Counts: Sendable {
        var outcomes: [String: Int] = [:]
        var cost = Money.zero
        var unpriced = 0
        var input = 0
        var output = 0
        var cacheRead = 0
        var cacheWrite = 0
        var reasoning = 0
        var inputTokens = Histogram(Metrics.tokenBounds)
        var outputTokens = Histogram(Metrics.tokenBounds)
        var duration = Histogram(Metrics.secondBounds)
        var firstToken = Histogram(Metrics.secondBounds)
    }

    // The bounds that OpenTelemetry's conventions for generative AI give.
    static let tokenBounds: [Double] = [
        1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
    ]
    static let secondBounds: [Double] = [
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
    ]
    private static let mostSeries = 500

    private struct State {
        var series: [Series: Counts] = [:]
        var decisions: [Decision: Int] = [:]
        var requests: [Int: Int] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// Counts a settled attempt.
    func note(_ record: AttemptRecord) {
        guard let end = record.settlement else { return }
        let model = record.start.model
        state.withLockedValue { state in
            var key = Series(provider: model.provider, model: model.name, slot: record.start.slot.rawValue)
            if state.series[key] == nil, state.series.count >= Self.mostSeries {
                key = Series(provider: "other", model: "other", slot: key.slot)
            }
            state.series[key, default: Counts()].add(end)
            state.decisions[Decision(record.start), default: 0] += 1
        }
    }

    /// Counts what of an event is to be counted.
    func note(_ event: DirectEvent) {
        if case .run(.settled(let record)) = event { note(record) }
    }

    /// Counts an answered HTTP request.
    func note(status: Int) { state.withLockedValue { $0.requests[status, default: 0] += 1 } }

    /// What was counted so far, in a stable order.
    var counts: [(Series, Counts)] {
        state.withLockedValue { $0.series }.sorted {
            ($0.key.provider, $0.key.model, $0.key.slot) < ($1.key.provider, $1.key.model, $1.key.slot)
        }.map { ($0.key, $0.value) }
    }

    var decisions: [(Decision, Int)] {
        state.withLockedValue { $0.decisions }.sorted { ($0.key.type, $0.key.context) < ($1.key.type, $1.key.context) }
            .map { ($0.key, $0.value) }
    }
    var requests: [(Int, Int)] { state.withLockedValue { $0.requests }.sorted { $0.key < $1.key } }
}

extension Metrics.Counts {
    fileprivate mutating func add(_ end: AttemptSettlement) {
        outcomes[end.outcome.rawValue, default: 0] += 1
        cost += end.cost ?? .zero
        unpriced += end.cost == nil ? 1 : 0
        let usage = end.usage
        input += usage.promptTokens
        output += usage.completionTokens
        cacheRead += usage.cacheRead
        cacheWrite += usage.cacheWrite
        reasoning += usage.reasoning
        inputTokens.add(Double(usage.promptTokens))
        outputTokens.add(Double(usage.completionTokens))
        duration.add(Double(end.latencyMicroseconds) / 1_000_000)
        if let first = end.firstTokenMicroseconds { firstToken.add(Double(first) / 1_000_000) }
    }
}
