import AgentRuntime

/// What `--by` asks for: dimensions, and at most one length of period.
struct CostGrouping {
    var dimensions: [CostDimension] = []
    var period: CostPeriod?

    private static let periods: [String: CostPeriod] = [
        "minute": .minute, "hour": .hour, "day": .day, "month": .month,
    ]

    init(_ text: String) throws(CostQueryError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = String(part)
            if let period = Self.periods[word] {
                guard self.period == nil else {
                    throw CostQueryError(.unknownPeriod, "--by takes one of minute, hour, day and month, not two")
                }
                self.period = period
                continue
            }
            do {
                let dimension = try CostDimension(named: word)
                if !dimensions.contains(dimension) { dimensions.append(dimension) }
            } catch { throw CostQueryError(error.code, error.message + ", minute, hour, day, month") }
        }
    }
}
