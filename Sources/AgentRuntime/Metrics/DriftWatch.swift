public import LanguageModels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Notices that a model's results change: its last 50 outcomes against up to 500 before them.
///
/// Watched are the share of attempts that fail, the time to the first piece of an answer, and how good the answers were
/// found. A change is told once, and again only after it had gone. The limits are far out, four to five standard
/// deviations, because the watch looks after every outcome.
public struct DriftWatch: Sendable {
    private struct Watched {
        var failures = DriftWindow()
        /// Logarithms of microseconds.
        var times = DriftWindow()
        var quality = DriftWindow()
        var told: Set<String> = []
    }

    /// Models that are watched; there are as many as the settings name.
    private static let capacity = 128
    private var models: [ModelID: Watched] = [:]

    /// Makes a watch that has seen nothing.
    public init() {}

    /// Takes in how an attempt ended.
    ///
    /// - Returns: a sentence for a person when the model's results have changed with it.
    public mutating func note(_ record: AttemptRecord) -> String? {
        guard let end = record.settlement else { return nil }
        let model = record.start.model
        switch end.outcome {
        case .succeeded:
            let time = end.firstTokenMicroseconds ?? end.latencyMicroseconds
            return change(model) { watched in
                watched.failures.note(0)
                if time > 0 { watched.times.note(log(Double(time))) }
            }
        case .failed:
            // What was refused for what it asks says nothing of the model.
            let code = end.errorCode.flatMap { ModelError.Code(rawValue: $0) }
            if code == .invalidRequest || code == .contentPolicy || code == .contextTooLong { return nil }
            return change(model) { $0.failures.note(1) }
        case .cancelled, .cached, .lost: return nil
        }
    }

    /// Takes in how good an answer was found.
    ///
    /// - Returns: a sentence for a person when the model's results have changed with it.
    public mutating func note(_ verdict: AnswerVerdict) -> String? {
        change(verdict.model) { $0.quality.note(verdict.quality) }
    }

    /// The share of a model's recent attempts that failed, 0…1.
    public func failureRate(of model: ModelID) -> Double {
        guard let window = models[model]?.failures, window.recentCount >= 5 else { return 0 }
        return window.recentMean
    }

    /// What has changed of a model, in words.
    public func changes(of model: ModelID) -> [String] {
        models[model].map { Self.findings($0).map(\.text) } ?? []
    }

    private mutating func change(_ model: ModelID, _ body: (inout Watched) -> Void) -> String? {
        if models[model] == nil, models.count >= Self.capacity { models.removeAll() }
        var watched = models[model] ?? Watched()
        models[model] = nil  // so that it is changed in place
        body(&watched)
        let findings = Self.findings(watched)
        let new = findings.filter { !watched.told.contains($0.name) }.map(\.text)
        watched.told = Set(findings.map(\.name))
        models[model] = watched
        return new.isEmpty ? nil : "\(model) has changed: \(new.joined(separator: ", "))."
    }

    private static func findings(_ watched: Watched) -> [(name: String, text: String)] {
        var findings: [(String, String)] = []
        let failures = watched.failures
        if failures.deviation.magnitude >= 4,
            (failures.recentMean - failures.usualMean).magnitude * Double(failures.recentCount) >= 5
        {
            findings.append(("failures", "\(percent(failures.usualMean)) → \(percent(failures.recentMean)) failures"))
        }
        let times = watched.times
        if times.deviation.magnitude >= 5, (times.recentMean - times.usualMean).magnitude >= log(1.5) {
            let (usual, recent) = (exp(times.usualMean), exp(times.recentMean))
            findings.append(("times", "first piece after \(milliseconds(usual)) → \(milliseconds(recent))"))
        }
        let quality = watched.quality
        if quality.deviation.magnitude >= 4, (quality.recentMean - quality.usualMean).magnitude >= 0.1 {
            findings.append(("quality", "quality \(percent(quality.usualMean)) → \(percent(quality.recentMean))"))
        }
        return findings
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func milliseconds(_ microseconds: Double) -> String { "\(Int((microseconds / 1_000).rounded())) ms" }
}
