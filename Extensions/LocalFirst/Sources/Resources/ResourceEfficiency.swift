public import Money

/// How well the machine is used against its targets, and what would help.
public struct ResourceEfficiency: Sendable, Hashable {
    /// What a machine should reach, as shares.
    public struct Targets: Sendable, Hashable {
        /// Of the GPU's time.
        public var gpu = 0.85
        /// Of memory.
        public var memory = 0.80
        /// Of swap space.
        public var swap = 0.70

        /// The record's targets.
        public init() {}
    }

    /// Something that would help.
    public struct Recommendation: Sendable, Hashable {
        /// What is below its target.
        public var resource: String
        /// Its score.
        public var score: Double
        /// What to do.
        public var text: String
    }

    /// Scores of 0…100: the share reached of the target, or nil where no source says.
    public let gpu: Double?
    /// The memory's score.
    public let memory: Double?
    /// The swap space's score.
    public let swap: Double?
    /// The score of the average cost of a request against its limit; nil without requests.
    public let cost: Double?

    /// Scores a reading. What is not known has no score: no number is made up for it.
    public init(
        _ reading: ResourceReading, targets: Targets = Targets(), costPerRequest: Money?, limit: Money
    ) {
        func score(_ share: Double?, _ target: Double) -> Double? { share.map { min($0 / target, 1) * 100 } }
        gpu = score(reading.gpu, targets.gpu)
        memory = score(reading.memory, targets.memory)
        swap = score(reading.swap, targets.swap)
        cost = costPerRequest.map { cost in
            cost <= limit ? 100 : Double(limit.picodollars) / Double(cost.picodollars) * 100
        }
    }

    /// The weighted mean of the scores that are known, by the record's weights: GPU 0.4, memory 0.3, cost 0.3.
    public var overall: Double? {
        let known = [(gpu, 0.4), (memory, 0.3), (cost, 0.3)].compactMap { score, weight in score.map { ($0, weight) } }
        let weights = known.reduce(0) { $0 + $1.1 }
        return weights == 0 ? nil : known.reduce(0) { $0 + $1.0 * $1.1 } / weights
    }

    /// What would help, for scores below the record's marks (80, 75 and 85).
    public var recommendations: [Recommendation] {
        var list: [Recommendation] = []
        if let gpu, gpu < 80 {
            list.append(
                Recommendation(resource: "gpu", score: gpu, text: "Let more requests run at once (a larger batch)."))
        }
        if let memory, memory < 75 {
            list.append(
                Recommendation(
                    resource: "memory", score: memory,
                    text: "Give the model a longer context or less quantisation, or a smaller machine."))
        }
        if let cost, cost < 85 {
            list.append(
                Recommendation(
                    resource: "cost", score: cost,
                    text: "Batch requests or keep more of them local: one costs too much."))
        }
        return list
    }

    /// The scores in the Prometheus text format.
    ///
    /// - Parameter gpuHour: what an hour of the GPU costs, where that is known and there is one.
    public func metrics(gpuHour: Money? = nil) -> String {
        let scores = [
            ("resource_gpu_efficiency_percent", gpu), ("resource_memory_efficiency_percent", memory),
            ("resource_swap_efficiency_percent", swap),
        ].compactMap { name, score in score.map { "# TYPE \(name) gauge\n\(name) \($0)\n" } }
        guard let gpuHour, gpu != nil else { return scores.joined() }
        return scores.joined() + "# TYPE cost_per_gpu_hour_dollars gauge\ncost_per_gpu_hour_dollars \(gpuHour)\n"
    }

    /// Lines for a person: each score that is known with its target, and what would help.
    public func lines(_ reading: ResourceReading, targets: Targets = Targets()) -> [String] {
        func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
        let parts = [
            ("GPU", reading.gpu, targets.gpu), ("memory", reading.memory, targets.memory),
            ("swap", reading.swap, targets.swap),
        ].compactMap { name, share, target in share.map { "\(name) \(percent($0)) (target \(percent(target)))" } }
        guard !parts.isEmpty else { return [] }
        var line = "The local machine: " + parts.joined(separator: ", ")
        if let running = reading.running { line += ", \(running) requests running, \(reading.waiting ?? 0) waiting" }
        return [line + "."] + recommendations.map { "\($0.resource): \($0.text)" }
    }
}
