import AgentRuntime
import HTTPTypes
import LanguageModels
import Money

/// What a request cost, as its answer tells.
struct CallCost: Sendable {
    /// The sum of the known costs; nil when an attempt has no price.
    var cost: Money?
    /// The least certain of the attempts' states.
    var state: CostState

    init(_ attempts: [AttemptRecord]) {
        let settled = attempts.compactMap(\.settlement)
        cost = settled.contains { $0.costState == .unpriced } ? nil : settled.reduce(.zero) { $0 + ($1.cost ?? .zero) }
        let order: [CostState] = [.unpriced, .estimated, .computed, .reported, .free]
        state = order.first { state in settled.contains { $0.costState == state } } ?? .free
    }

    /// Adds the header fields.
    func write(to fields: inout HTTPFields) {
        if let cost { fields[.cost] = cost.description }
        fields[.costState] = state.rawValue
    }
}

extension Route {
    /// The header fields that tell the model and why, for the model that answered.
    func write(to fields: inout HTTPFields, answeredBy attempt: AttemptRecord?) {
        fields[.farthingModel] = (attempt?.start.model ?? model).description
        if let decision { fields[.farthingDecision] = decision.text }
    }
}
