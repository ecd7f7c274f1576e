package import ExactJSON
package import LanguageModels
package import Money

/// A model that may take a request, with what is expected of it.
package struct Candidate: Sendable, Hashable {
    /// Why a model cannot take a request.
    package enum Veto: String, Sendable, Hashable {
        /// The prompt does not fit its context window.
        case context
        /// It sees no images and the request has some.
        case vision
        /// It calls no tools and the request needs them.
        case tools
        /// Its provider is failing.
        case health
        /// Its rate limit leaves no room.
        case rate
        /// The budget does not pay for it.
        case budget
        /// Its price is not known.
        case unpriced
        /// The budget is so far spent that only the cheapest tier may be asked.
        case pressure
    }

    package var model: ModelID
    package var tier: Tier
    /// The chance of a good answer, 0…1.
    package var quality: Double
    /// What this request is expected to cost with it, retries and the loss of a warm prefix included; nil when its
    /// price is not known.
    package var cost: Money?
    /// The part of `cost` that is paid because another model's prompt cache is left.
    package var prefixLoss: Money
    /// The part of `cost` that a better model costs as often as this one's answer will not do.
    package var escalation = Money.zero
    /// What a next message like this one is expected to cost with it, whose prompt cache is warm by then; zero where no
    /// conversation is under way.
    package var outlook: Money
    package var vetoes: [Veto]

    package init(
        _ model: ModelID, tier: Tier, quality: Double, cost: Money?, prefixLoss: Money = .zero,
        outlook: Money = .zero, vetoes: [Veto] = []
    ) {
        self.model = model
        self.tier = tier
        self.quality = quality
        self.cost = cost
        self.prefixLoss = prefixLoss
        self.outlook = outlook
        self.vetoes = vetoes
    }

    /// Reads what a decision record says of it; nil when it is none.
    package init?(json: JSONValue) {
        guard let model = json["model"]?.stringValue.flatMap({ ModelID($0) }),
            let tier = json["tier"]?.stringValue.flatMap({ Tier(rawValue: $0) }),
            let quality = json["quality"]?.doubleValue
        else { return nil }
        func money(_ key: String) -> Money? {
            do { return try json[key]?.stringValue.map { try Money(parsing: $0) } } catch { return nil }
        }
        self.init(
            model, tier: tier, quality: quality, cost: money("cost_usd"), prefixLoss: money("prefix_loss_usd") ?? .zero,
            outlook: money("outlook_usd") ?? .zero,
            vetoes: (json["vetoes"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap(Veto.init(rawValue:)) })
        escalation = money("escalation_usd") ?? .zero
    }

    /// What the decision record says of it.
    package var json: JSONValue {
        [
            "model": .string(model.description), "tier": .string(tier.rawValue),
            "quality": .exact(quality),
            "cost_usd": cost.map { .string($0.description) } ?? .null,
            "prefix_loss_usd": .string(prefixLoss.description), "escalation_usd": .string(escalation.description),
            "outlook_usd": .string(outlook.description),
            "vetoes": .array(vetoes.map { .string($0.rawValue) }),
        ]
    }
}
