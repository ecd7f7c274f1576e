public import LanguageModels
public import Money

/// How models do, counted from the ledger: by model and tier, over the attempts and verdicts that are given.
public struct ModelMetrics: Sendable, Hashable {
    /// One model in one tier.
    public struct Line: Sendable, Hashable {
        /// The model.
        public var model: ModelID
        /// The tier it was chosen for; nil where nothing chose it.
        public var tier: String?
        /// Attempts that came to an end, without those that were cancelled or answered from a cache.
        public var attempts = 0
        /// Those that brought an answer.
        public var succeeded = 0
        /// Attempts after the first of their call.
        public var retries = 0
        /// Failures by their error code.
        public var errors: [String: Int] = [:]
        /// Time to the end of an answer.
        public var latency: Percentiles?
        /// Time to its first piece.
        public var firstToken: Percentiles?
        /// Verdicts on its answers, and their mean of 0…1; nil when nobody judged.
        public var verdicts = 0
        /// The mean of the verdicts' marks, 0…1.
        public var quality: Double?
        /// What all attempts cost, failed ones included, as far as prices are known.
        public var cost = Money.zero
        /// What has changed of late, in words; empty when nothing has.
        public var drift: [String] = []

        /// The share of attempts that brought an answer, 0…1.
        public var successRate: Double { attempts == 0 ? 0 : Double(succeeded) / Double(attempts) }

        /// The share of attempts that were repeats, 0…1.
        public var retryRate: Double { attempts == 0 ? 0 : Double(retries) / Double(attempts) }

        /// What an answer costs that is good: all costs over answers × quality; without verdicts every answer counts as
        /// good. Nil when there was none.
        public var costPerSuccess: Money? {
            let good = Double(succeeded) * (quality ?? 1)
            return good > 0 ? Money(saturating: Int128(Double(cost.picodollars) / good)) : nil
        }

        init(model: ModelID, tier: String?) {
            self.model = model
            self.tier = tier
        }
    }

    /// The models, by name and tier.
    public private(set) var lines: [Line]

    /// Counts.
    ///
    /// - Parameters:
    ///   - attempts: oldest first, as the ledger gives them; what is in flight does not count.
    ///   - verdicts: oldest first.
    public init(attempts: [AttemptRecord], verdicts: [AnswerVerdict]) {
        var gathered: [Key: Gathering] = [:]
        var watch = DriftWatch()
        // In the order in which they happened, as the watch would have seen them.
        var next = verdicts[...]
        for attempt in attempts {
            while let verdict = next.first, verdict.foundAt < attempt.start.startedAt {
                _ = watch.note(verdict)
                next.removeFirst()
            }
            _ = watch.note(attempt)
            guard let end = attempt.settlement, end.counts else { continue }
            gathered[Key(attempt.start.model, attempt.start.tier), default: Gathering()].add(attempt.start, end)
        }
        for verdict in next { _ = watch.note(verdict) }
        for verdict in verdicts {
            gathered[Key(verdict.model, verdict.tier), default: Gathering()].marks.append(verdict.quality)
        }
        lines = gathered.map { key, gathering in
            var line = gathering.line(key)
            line.drift = watch.changes(of: key.model)
            return line
        }.sorted { ($0.model, $0.tier ?? "") < ($1.model, $1.tier ?? "") }
    }

    private struct Key: Hashable {
        var model: ModelID
        var tier: String?

        init(_ model: ModelID, _ tier: String?) {
            self.model = model
            self.tier = tier
        }
    }

    private struct Gathering {
        var attempts = 0
        var succeeded = 0
        var retries = 0
        var errors: [String: Int] = [:]
        var latencies: [Int64] = []
        var firstTokens: [Int64] = []
        var marks: [Double] = []
        var cost = Money.zero

        mutating func add(_ start: AttemptStart, _ end: AttemptSettlement) {
            attempts += 1
            if start.number > 0 { retries += 1 }
            cost += end.cost ?? .zero
            if end.outcome == .succeeded {
                succeeded += 1
                latencies.append(end.latencyMicroseconds)
                if let first = end.firstTokenMicroseconds { firstTokens.append(first) }
            } else {
                errors[end.errorCode ?? end.outcome.rawValue, default: 0] += 1
            }
        }

        func line(_ key: Key) -> Line {
            var line = Line(model: key.model, tier: key.tier)
            line.attempts = attempts
            line.succeeded = succeeded
            line.retries = retries
            line.errors = errors
            line.latency = Percentiles(of: latencies)
            line.firstToken = Percentiles(of: firstTokens)
            line.verdicts = marks.count
            line.quality = marks.isEmpty ? nil : marks.reduce(0, +) / Double(marks.count)
            line.cost = cost
            return line
        }
    }
}

extension AttemptSettlement {
    /// Whether it says how the model did.
    fileprivate var counts: Bool {
        switch outcome {
        case .succeeded, .failed, .lost: true
        case .cancelled, .cached: false
        }
    }
}
