import AgentRuntime
import LanguageModels
import Money

/// What some attempts cost, summed up for people and programs.
struct CostSum {
    var cost = Money.zero
    var usage = Usage()
    var attempts = 0
    var state = CostState.free

    init(_ records: some Sequence<AttemptRecord>) {
        for settlement in records.lazy.compactMap(\.settlement) {
            cost += settlement.cost ?? .zero
            usage += settlement.usage
            attempts += 1
            if Self.doubt(settlement.costState) > Self.doubt(state) { state = settlement.costState }
        }
    }

    /// The least certain state of the parts is the state of the sum.
    private static func doubt(_ state: CostState) -> Int {
        switch state {
        case .free: 0
        case .reported: 1
        case .computed: 2
        case .estimated: 3
        case .unpriced: 4
        }
    }

    /// The cost for people, marked when it is not certain.
    var text: String {
        switch state {
        case .free: "free"
        case .reported, .computed: cost.formatted
        case .estimated: "≈\(cost.formatted)"
        case .unpriced: cost.isZero ? "price unknown" : "\(cost.formatted) + unknown"
        }
    }
}

extension Int {
    /// The number with thousands separated by commas.
    var grouped: String {
        var digits = Array(String(magnitude))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: index)
            index -= 3
        }
        return (self < 0 ? "-" : "") + String(digits)
    }
}
