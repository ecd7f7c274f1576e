package import AgentRuntime
import ExactJSON
package import LanguageModels
package import Money

/// What the router's decision says about trying a cheap model first: whom to ask next, and what either would cost.
package struct CascadePlan: Sendable, Hashable {
    /// The chance that the cheap model's answer is good, 0…1.
    package var quality: Double
    /// What this request is expected to cost with the cheap model.
    package var cost: Money
    /// Who is asked when the answer will not do, and what that costs.
    package var better: ModelID
    package var betterCost: Money

    package init(quality: Double, cost: Money, better: ModelID, betterCost: Money) {
        self.quality = quality
        self.cost = cost
        self.better = better
        self.betterCost = betterCost
    }

    /// Reads the candidates of a decision; nil when no model that can take the request is expected to be better.
    ///
    /// The cheapest candidate that reaches `threshold` is who is asked next; when none does, the best, of equals the cheapest.
    package init?(_ decision: DecisionRecord, threshold: Double) {
        let open = (decision.detail["candidates"]?.arrayValue ?? []).compactMap { value -> Candidate? in
            guard value["vetoes"]?.arrayValue?.isEmpty != false,
                let model = value["model"]?.stringValue.flatMap({ ModelID($0) }),
                let quality = value["quality"]?.doubleValue,
                let cost = value["cost_usd"]?.stringValue.flatMap(Self.money)
            else { return nil }
            // What the router adds for an escalation is what is weighed here.
            let escalation = value["escalation_usd"]?.stringValue.flatMap(Self.money) ?? .zero
            return Candidate(model: model, quality: quality, cost: cost - escalation)
        }
        guard let own = open.first(where: { $0.model == decision.chosen }) else { return nil }
        let better = open.filter { $0.quality > own.quality }
        let enough = better.filter { $0.quality >= threshold }.min { $0.cost < $1.cost }
        guard let next = enough ?? better.max(by: { ($0.quality, $1.cost) < ($1.quality, $0.cost) }) else { return nil }
        self.init(quality: own.quality, cost: own.cost, better: next.model, betterCost: next.cost)
    }

    /// Whether a judge at this price costs less than it can save: trying the cheap model, judging it and asking the
    /// better one as often as the cheap one fails must be cheaper than asking the better one at once.
    package func judgeIsWorth(_ price: Money) -> Bool {
        let saved = Double(betterCost.picodollars) * quality - Double(cost.picodollars)
        return Double(price.picodollars) < saved
    }

    private struct Candidate {
        var model: ModelID
        var quality: Double
        var cost: Money
    }

    private static func money(_ text: String) -> Money? {
        do { return try Money(parsing: text) } catch { return nil }
    }
}
