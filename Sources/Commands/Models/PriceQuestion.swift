import ExactJSON
import Money

/// One question to `farthing models price`: a model, a usage, and when.
struct PriceQuestion {
    /// Given back with the answer.
    var id: JSONValue?
    /// The model, by its key in the list or as `provider/name`.
    var model: String
    /// The provider, when the model is named without.
    var provider: String?
    /// What was used.
    var usage: UsageObject
    /// When.
    var at: BillingTime

    /// Reads a line of `--jsonl`; throws `PriceProblem`.
    init(_ value: JSONValue, now: BillingTime) throws(PriceProblem) {
        guard let object = value.objectValue else {
            throw PriceProblem(usage: "bad_request", "a line is an object {\"model\": …, \"usage\": {…}}")
        }
        for member in object where !["id", "model", "provider", "at", "usage"].contains(member.key) {
            throw PriceProblem(
                usage: "bad_request", "there is no field \(member.key); a line has id, model, provider, at, usage")
        }
        guard let model = value["model"]?.stringValue, !model.isEmpty else {
            throw PriceProblem(usage: "bad_request", "model is missing: name one as in `farthing models list`")
        }
        guard let usage = value["usage"] else {
            throw PriceProblem(usage: "bad_usage", "usage is missing: {\"prompt_tokens\": …, \"completion_tokens\": …}")
        }
        self.init(
            id: value["id"], model: model, provider: value["provider"]?.stringValue, usage: try UsageObject(usage),
            at: try PriceQuestion.time(value["at"]) ?? now)
    }

    /// Makes a question.
    init(id: JSONValue?, model: String, provider: String?, usage: UsageObject, at: BillingTime) {
        self.id = id
        self.model = model
        self.provider = provider
        self.usage = usage
        self.at = at
    }

    private static func time(_ value: JSONValue?) throws(PriceProblem) -> BillingTime? {
        guard let value, !value.isNull else { return nil }
        guard let time = value.stringValue.flatMap({ BillingTime(rfc3339: $0) }) else {
            throw PriceProblem(usage: "bad_time", "at is an RFC 3339 time such as 2026-11-21T08:30:00Z")
        }
        return time
    }

    /// The answer from a list.
    func answer(from list: PriceList) -> PriceAnswer {
        let terms = CallTerms(tier: usage.tier, at: at)
        guard let price = price(in: list) else {
            return PriceAnswer(
                id: id, cost: Cost(amount: nil, state: .unpriced, priceVersion: list.version.description), lines: [])
        }
        let cost = price.cost(of: usage.usage, terms: terms)
        return PriceAnswer(id: id, cost: cost, lines: price.breakdown(of: usage.usage, terms: terms) ?? [])
    }

    /// The entry asked for: with a provider, the model may still be named by its key in the list.
    private func price(in list: PriceList) -> ModelPrice? {
        guard let provider else { return list.match(model, at: at)?.price }
        if model.contains("/"), let entry = list.entry(key: model), entry.isOf(provider: provider) { return entry }
        return list.match(provider: provider, name: model, at: at)?.price
    }
}
