import AgentRuntime

/// What a fold adds to the roll-ups.
struct RollUp {
    /// A row of a roll-up. In the one by conversation `cell` is the conversation and `width` that of an hour.
    struct Place: Hashable {
        var width: Int
        var start: Int64
        var cell: Int64
    }

    private(set) var cells: [Place: CostSums] = [:]
    private(set) var conversations: [Place: CostSums] = [:]

    mutating func add(_ group: CostGroup, cell: Int64) {
        for (width, period) in RollUp.widths.enumerated() {
            let place = Place(width: width, start: RollUp.start(of: period, at: group.start), cell: cell)
            cells[place, default: CostSums()] += group.sums
        }
        let hour = Place(width: 1, start: RollUp.start(of: .hour, at: group.start), cell: group.conversation)
        conversations[hour, default: CostSums()] += group.sums
    }

    /// The periods that are rolled up, in the order of their numbers in the file.
    static let widths: [CostPeriod] = [.minute, .hour, .day, .month]

    /// The first microsecond of a period of UTC.
    static func start(of period: CostPeriod, at time: Int64) -> Int64 {
        TimeZoneRules.utc.period(period, at: Timestamp(microseconds: time)).start.microseconds
    }
}
