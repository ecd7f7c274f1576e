import ExactJSON
import Money

/// What a call costs, for people and programs.
struct PriceAnswer {
    /// The question's.
    var id: JSONValue?
    /// The cost.
    var cost: Cost
    /// Its parts.
    var lines: [CostLine]

    /// `{"id","cost_usd","state","breakdown","price_version"}`; `cost_usd` is null when the cost is not known.
    var json: JSONValue {
        var object = JSONObject()
        if let id { object["id"] = id }
        object["cost_usd"] = cost.amount.map { .string($0.description) } ?? .null
        object["state"] = .string(cost.state.rawValue)
        object["breakdown"] = .object(JSONObject(lines.map { ($0.item.rawValue, .string($0.amount.description)) }))
        object["price_version"] = cost.priceVersion.map { .string($0) } ?? .null
        return .object(object)
    }
}
