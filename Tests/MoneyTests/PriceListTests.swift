package import ExactJSON
import Testing

@testable import Money

@Suite struct PriceListTests {
    let list = PriceList.embedded

    @Test(arguments: [
        ("openai", "gpt-4o", "2.5", "10", "1.25"), ("anthropic", "claude-sonnet-4-5", "3", "15", "0.3"),
        ("gemini", "gemini-2.5-pro", "1.25", "10", "0.125"),
    ])
    func `has the golden rows`(provider: String, name: String, input: String, output: String, cached: String) throws {
        let million = 1_000_000
        let match = try #require(list.match(provider: provider, name: name))
        // Below the context threshold: the price of a tenth, ten times.
        func rate(_ usage: Usage) -> String? { (match.price.amount(of: usage).map { $0 * 10 })?.description }
        #expect(rate(Usage(input: million / 10)) == input)
        #expect(rate(Usage(output: million / 10)) == output)
        #expect(rate(Usage(cacheRead: million / 10)) == cached)
        #expect(match.kind == .exact)
    }

    @Test func `opens every entry and prices what the list prices`() {
        #expect(list.count == 4551)
        #expect(list.version.date == "2026-11-21")
        #expect(list.version.sha256.utf8.count == 64)
        var unpriced = 0
        var text = 0
        for index in 0..<list.count {
            let price = list.price(index)
            #expect(list.file.find(price.key) == index)
            guard price.mode.generatesText else { continue }
            text += 1
            if !price.isPriced { unpriced += 1 }
        }
        #expect(text == 3500)
        // 91 of 0/0, 172 without both rates less the 49 tiered ones, 2 implausible.
        #expect(unpriced == 91 + 172 - 49 + 2)
    }

    @Test(arguments: [
        ("openai", "gpt-4.1-nano", "gpt-4.1-nano", PriceList.MatchKind.exact),
        ("openai", "GPT-4.1", "gpt-4.1", .letterCase),
        ("openai", "gpt-4.1-2099-01-01", "gpt-4.1", .withoutSnapshot),
        ("openai", "gpt-4.1-2025-04-14", "gpt-4.1-2025-04-14", .exact),
        ("anthropic", "claude-sonnet-4-5-20990101", "claude-sonnet-4-5", .withoutSnapshot),
        ("azure", "gpt-4o", "azure/gpt-4o", .exact),
        ("google", "gemini-2.5-pro", "gemini/gemini-2.5-pro", .exact),
        ("vertex_ai", "gemini-2.5-pro", "gemini-2.5-pro", .exact),
        (
            "together", "meta-llama/Llama-3.3-70B-Instruct-Turbo",
            "together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", .exact
        ),
        ("gemini", "gemini-exp-1206", "gemini-exp-1206", .exact),
        ("openrouter", "openai/gpt-4.1", "gpt-4.1", .passedOn),
        ("openrouter", "anthropic/claude-sonnet-4.5", "claude-sonnet-4-5", .passedOn),
        ("openrouter", "google/gemini-2.5-pro", "gemini/gemini-2.5-pro", .passedOn),
    ])
    func `finds a model under its documented names`(
        provider: String, name: String, key: String, kind: PriceList.MatchKind
    ) throws {
        let match = try #require(list.match(provider: provider, name: name))
        #expect(match.price.key == key)
        #expect(match.kind == kind)
        #expect(list.match("\(provider)/\(name)")?.price.key == key)
    }

    @Test(arguments: [
        ("openai", "gpt-4.1-nan"), ("openai", "gpt-4.1-nano-super"), ("openai", "gpt-4o-1"), ("openai", ""),
        ("azure", "claude-sonnet-4-5-nope"), ("groq", "gpt-4.1"), ("ollama", "gpt-4o"), ("", "gpt-4o"),
        ("openrouter", "openai/gpt-4.1:free"), ("openrouter", "nobody/nothing"), ("openai", "claude-sonnet-4-5"),
    ])
    func `finds nothing rather than a neighbour`(provider: String, name: String) {
        #expect(list.match(provider: provider, name: name) == nil)
        let cost = list.price(Usage(input: 1), provider: provider, model: name)
        #expect(cost.amount == nil)
        #expect(cost.state == .unpriced)
    }

    @Test func `takes the user's prices first, and declared free ones`() throws {
        var list = list
        try list.add(
            model: "lab/some-model",
            fields: [
                "input_cost_per_token": "0.0000025", "output_cost_per_token": "0.00001", "max_input_tokens": 128_000,
            ])
        let cost = list.price(Usage(input: 1000, output: 1), provider: "lab", model: "some-model")
        #expect(cost.amount?.description == "0.00251")
        #expect(cost.priceVersion == list.version.description + "+settings")
        try list.add(model: "ollama/llama3", fields: ["free": true])
        #expect(list.price(Usage(input: 5), provider: "ollama", model: "llama3").state == .free)
        // A listed model: all prices are the user's, the limits stay.
        try list.add(
            model: "openai/gpt-4o", fields: ["input_cost_per_token": "0.001", "output_cost_per_token": "0.002"])
        let own = try #require(list.match(provider: "openai", name: "gpt-4o")).price
        #expect(own.amount(of: Usage(cacheRead: 1))?.description == "0.001")
        #expect(own.amount(of: Usage(input: 2), terms: CallTerms(tier: .batch))?.description == "0.001")
        #expect(own.maxInputTokens == 128_000)
        #expect(own.capabilities.contains([.vision, .tools]))
    }

    @Test func `lets a price come into effect on its day`() throws {
        var list = list
        let fields: (String) -> JSONObject = {
            ["input_cost_per_token": .string($0), "output_cost_per_token": .string($0)]
        }
        try list.add(model: "lab/m", fields: fields("0.2"), effectiveFrom: BillingTime(rfc3339: "2026-12-01"))
        try list.add(model: "lab/m", fields: fields("0.1"), effectiveFrom: BillingTime(rfc3339: "2026-06-01"))
        func price(_ day: String) -> String? {
            list.price(
                Usage(input: 1), provider: "lab", model: "m", terms: CallTerms(at: BillingTime(rfc3339: day))
            ).amount?.description
        }
        #expect(price("2026-05-31") == nil)
        #expect(price("2026-06-01") == "0.1")
        #expect(price("2026-11-30T23:59:59Z") == "0.1")
        #expect(price("2026-12-01") == "0.2")
    }

    @Test(arguments: [
        ["input_cost_per_token": "cheap", "output_cost_per_token": "0.1"] as JSONObject,
        ["input_cost_per_token": "-0.1", "output_cost_per_token": "0.1"], ["input_cost_per_token": "0.1"], [:],
        ["input_cost_per_token": 0, "output_cost_per_token": 0], ["free": false],
    ])
    func `refuses prices of the user's that are none`(fields: JSONObject) {
        var list = list
        #expect(throws: PriceListError.self) { try list.add(model: "lab/x", fields: fields) }
    }

    @Test func `says what to do about an unknown price`() {
        let text = list.explanation(provider: "lab", model: "x")
        #expect(text.contains("lab/x") && text.contains(list.version.description) && text.contains("free: true"))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }

    @Test func `takes the date a price comes into effect from its entry`() throws {
        var list = PriceList.embedded
        var fields = JSONObject([("free", true), ("effective_from", "2026-12-01")])
        try list.add(model: "lab/dated", fields: fields)
        let day = try #require(BillingTime(rfc3339: "2026-12-01"))
        #expect(list.changes == [day])
        #expect(list.match("lab/dated", at: day)?.price.isFree == true)
        #expect(list.match("lab/dated", at: BillingTime(secondsSinceEpoch: day.secondsSinceEpoch - 1)) == nil)
        fields["effective_from"] = "soon"
        let error = #expect(throws: PriceListError.self) { try list.add(model: "lab/dated", fields: fields) }
        #expect(error?.description.contains("effective_from is no time") == true)
    }
}
