import AgentRuntime
import LanguageModels

/// Which providers fail, from the attempts as they are settled: three failures in a row rest a provider for half a
/// minute, then one attempt may try it again.
struct ProviderHealth: Sendable {
    private struct Streak {
        var failures = 0
        var restsUntil: Timestamp?
    }

    private static let limit = 3
    private static let rest: Int64 = 30_000_000
    /// Providers that are remembered; there are as many as the settings name.
    private static let capacity = 64
    private var streaks: [String: Streak] = [:]

    /// Notes how an attempt ended. A request that the provider rightly refused says nothing of its health.
    mutating func note(_ record: AttemptRecord) {
        guard let end = record.settlement else { return }
        let provider = record.start.model.provider
        switch end.outcome {
        case .succeeded: streaks[provider] = nil
        case .failed where Self.isIllness(end.errorCode):
            if streaks.count >= Self.capacity, streaks[provider] == nil { streaks.removeAll() }
            var streak = streaks[provider] ?? Streak()
            streak.failures += 1
            if streak.failures >= Self.limit {
                streak.restsUntil = Timestamp(microseconds: end.settledAt.microseconds + Self.rest)
            }
            streaks[provider] = streak
        default: break
        }
    }

    /// Whether a provider may be asked.
    func isWell(_ provider: String, at now: Timestamp) -> Bool {
        streaks[provider]?.restsUntil.map { now >= $0 } ?? true
    }

    private static func isIllness(_ code: String?) -> Bool {
        switch code.flatMap({ ModelError.Code(rawValue: $0) }) {
        case .invalidRequest, .contentPolicy, .contextTooLong, nil: false
        default: true
        }
    }
}
