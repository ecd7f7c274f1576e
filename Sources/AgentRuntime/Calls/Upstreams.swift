import LanguageModels
import NIOConcurrencyHelpers
import RateLimiting

/// What a runtime knows of the providers it asks, shared by all its conversations.
final class Upstreams: Sendable {
    /// Models and keys that are remembered; more than anybody uses, so that memory stays bounded.
    static let capacity = 1024

    private struct Key: Hashable {
        var model: ModelID
        var key: Int
    }

    private struct State {
        var noticed: Set<ModelID> = []
        var gates: [Key: RateGate] = [:]
        var health = Health()
    }

    /// How the providers fare.
    struct Health {
        /// Of models that failed lately.
        var breakers: [ModelID: CircuitBreaker] = [:]
        /// By provider.
        var budgets: [String: RetryBudget] = [:]
    }

    private let limits: [ModelID: ModelRateLimits]
    let clock: any RuntimeClock
    private let state = NIOLockedValueBox(State())

    init(limits: [ModelID: ModelRateLimits], clock: any RuntimeClock) {
        self.limits = limits
        self.clock = clock
    }

    /// Whether this is the first time that the person hears of a model without a price.
    func isFirstNotice(of model: ModelID) -> Bool {
        state.withLockedValue { $0.noticed.count < Self.capacity && $0.noticed.insert(model).inserted }
    }

    func withHealth<Result>(_ body: (inout Health) -> Result) -> Result {
        state.withLockedValue { body(&$0.health) }
    }

    /// Whether one of a model's keys would let a request through now. A model that was not asked yet has room.
    func hasRoom(for demand: RateDemand, of model: ModelID) -> Bool {
        let gates = state.withLockedValue { state in
            state.gates.compactMap { $0.key.model == model ? $0.value : nil }
        }
        return gates.isEmpty || gates.contains { $0.hasRoom(for: demand) }
    }

    /// The rate limits of a model with one of its keys.
    func gate(of model: ModelID, key: Int) -> RateGate {
        let key = Key(model: model, key: key)
        return state.withLockedValue { state in
            if let gate = state.gates[key] { return gate }
            if state.gates.count >= Self.capacity { state.gates = state.gates.filter { $0.value.waiting > 0 } }
            let gate = RateGate(model, limits: limits[model] ?? ModelRateLimits(), clock: clock)
            state.gates[key] = gate
            return gate
        }
    }
}
