package import AgentRuntime
package import LanguageModels

/// A model or tier that was asked for, and for how long.
package struct ModelWish: Sendable, Hashable {
    /// How long it holds.
    package enum Scope: String, Sendable, Hashable, CaseIterable {
        /// For the next pass of the loop.
        case iteration
        /// For this message; between two messages, for the next one.
        case monologue
        /// From now on.
        case conversation
    }

    /// What is asked for.
    package enum Target: Sendable, Hashable, CustomStringConvertible {
        case model(ModelID)
        case tier(Tier)

        package var description: String {
            switch self {
            case .model(let model): model.description
            case .tier(let tier): tier.rawValue
            }
        }
    }

    package var target: Target
    package var scope: Scope
    package var reason: String
    /// The turn that a wish for one message holds in; nil until the next turn takes it up.
    package var turn: TurnID?

    package init(_ target: Target, scope: Scope, reason: String, turn: TurnID? = nil) {
        self.target = target
        self.scope = scope
        self.reason = reason
        self.turn = turn
    }
}

/// Whether the model may switch models by itself.
package enum SwitchPolicy: String, Sendable, Hashable, CaseIterable {
    /// Yes, and only the decision record tells.
    case auto
    /// Yes, and the person is told.
    case notify
    /// The person is asked each time.
    case approve
}
