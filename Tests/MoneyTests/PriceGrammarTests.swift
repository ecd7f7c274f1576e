import ExactJSON
import Testing

@testable import Money

/// Makes an entry from JSON text.
func model(_ json: String, key: String = "test/model") throws -> ModelPrice {
    let object = try #require(try JSONValue(parsing: Array(json.utf8)).objectValue)
    return ModelPrice(key: key, entry: object, version: "test")
}

@Suite struct PriceGrammarTests {
    @Test func `adds disjoint buckets at their own rates`() throws {
        let price = try model(
            #"""
            {"litellm_provider":"anthropic","mode":"chat","input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05,
             "cache_read_input_token_cost":3e-07,"cache_creation_input_token_cost":3.75e-06,
             "cache_creation_input_token_cost_above_1hr":6e-06}
            """#)
        let usage = Usage(input: 1000, cacheRead: 2000, cacheWrite5m: 300, cacheWrite1h: 40, output: 500, reasoning: 7)
        // 3000 + 600 + 1125 + 240 + 7500 + 105 micro-dollars
        #expect(price.amount(of: usage)?.description == "0.01257")
        #expect(price.amount(of: Usage(cacheWrite12h: 100))?.description == "0.000375")
    }

    @Test func `charges cached tokens without a price as input, half at Fireworks`() throws {
        let fields = #""mode":"chat","input_cost_per_token":2e-06,"output_cost_per_token":4e-06}"#
        let plain = try model(#"{"litellm_provider":"mistral","# + fields)
        #expect(plain.amount(of: Usage(cacheRead: 1000))?.description == "0.002")
        let fireworks = try model(#"{"litellm_provider":"fireworks_ai","# + fields)
        #expect(fireworks.amount(of: Usage(cacheRead: 1000))?.description == "0.001")
    }

    static let gemini = #"""
        {"litellm_provider":"PROVIDER","mode":"chat","input_cost_per_token":1.25e-06,"output_cost_per_token":1e-05,
         "input_cost_per_token_above_200k_tokens":2.5e-06,"output_cost_per_token_above_200k_tokens":1.5e-05,
         "input_cost_per_token_above_200k_tokens_priority":4.5e-06,"input_cost_per_token_priority":2.25e-06,
         "output_cost_per_token_priority":1.8e-05,"output_cost_per_token_above_200k_tokens_priority":2.7e-05,
         "input_cost_per_token_batches":6.25e-07,"output_cost_per_token_batches":5e-06}
        """#

    @Test(arguments: [
        ("gemini", 199_999, "0.24999875"), ("gemini", 200_000, "0.25"), ("gemini", 200_001, "0.5000025"),
        ("xai", 199_999, "0.24999875"), ("xai", 200_000, "0.5"), ("xai", 200_001, "0.5000025"),
    ])
    func `re-prices the whole request above the threshold, at xAI from it on`(
        provider: String, tokens: Int, amount: String
    ) throws {
        let price = try model(Self.gemini.replacing("PROVIDER", with: provider))
        #expect(price.amount(of: Usage(input: tokens))?.description == amount)
        // Cached tokens count toward the threshold.
        #expect(price.amount(of: Usage(input: tokens - 1000, cacheRead: 1000))?.description == amount)
    }

    @Test(arguments: [
        (ServiceTier.standard, 1000, 10, "0.00135"), (.priority, 1000, 10, "0.00243"), (.flex, 1000, 10, "0.00135"),
        (.batch, 1000, 10, "0.000675"), (.priority, 300_000, 10, "1.35027"), (.flex, 300_000, 10, "0.75015"),
        // Not listed: half of the long-context price, not the short-context batch price.
        (.batch, 300_000, 10, "0.375075"),
    ])
    func `prices service tiers in every context band`(
        tier: ServiceTier, input: Int, output: Int, amount: String
    ) throws {
        let price = try model(Self.gemini.replacing("PROVIDER", with: "gemini"))
        #expect(
            price.amount(of: Usage(input: input, output: output), terms: CallTerms(tier: tier))?.description == amount)
    }

    @Test func `halves the standard price of a batch side that is not listed`() throws {
        let price = try model(
            #"""
            {"litellm_provider":"azure","mode":"chat","input_cost_per_token":2e-06,"output_cost_per_token":8e-06,
             "cache_read_input_token_cost":5e-07,"input_cost_per_token_batches":1e-06}
            """#)
        let batch = CallTerms(tier: .batch)
        #expect(price.amount(of: Usage(output: 1000), terms: batch)?.description == "0.004")
        // No batch price for cached tokens: the batch input price, no second discount.
        #expect(price.amount(of: Usage(cacheRead: 1000), terms: batch)?.description == "0.001")
        let unlisted = try model(
            #"""
            {"litellm_provider":"azure","mode":"chat","input_cost_per_token":2e-06,"output_cost_per_token":8e-06,
             "cache_read_input_token_cost":5e-07}
            """#)
        #expect(unlisted.amount(of: Usage(input: 1000, cacheRead: 1000), terms: batch)?.description == "0.00125")
    }

    @Test func `charges reasoning, audio and images at their own rates where listed`() throws {
        let price = try model(
            #"""
            {"litellm_provider":"x","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06,
             "output_cost_per_reasoning_token":3e-06,"input_cost_per_audio_token":4e-05,
             "output_cost_per_audio_token":8e-05,"output_cost_per_token_priority":4e-06,
             "input_cost_per_image_token":5e-06,"cache_read_input_audio_token_cost":1e-06}
            """#)
        #expect(price.amount(of: Usage(output: 100, reasoning: 100))?.description == "0.0005")
        #expect(price.amount(of: Usage(audioInput: 10, audioOutput: 10))?.description == "0.0012")
        #expect(price.amount(of: Usage(audioCacheRead: 10, imageInput: 10))?.description == "0.00006")
        // A tier that prices output itself has no reasoning rate of its own.
        #expect(price.amount(of: Usage(reasoning: 100), terms: CallTerms(tier: .priority))?.description == "0.0004")
        #expect(price.amount(of: Usage(reasoning: 100), terms: CallTerms(tier: .flex))?.description == "0.0003")
    }

    @Test(arguments: [
        (1, "0.00000005"), (32_000, "0.0016"), (32_001, "0.0032001"), (256_000, "0.0256"), (999_999, "0.0999999"),
    ])
    func `bills tiered prices by the row that the prompt ends in`(tokens: Int, amount: String) throws {
        let price = try model(
            #"""
            {"litellm_provider":"dashscope","mode":"chat","tiered_pricing":[
              {"range":[0,32000.0],"input_cost_per_token":5e-08,"output_cost_per_token":4e-07},
              {"range":[32000.0,256000],"input_cost_per_token":1e-07,"output_cost_per_token":8e-07}]}
            """#)
        #expect(price.amount(of: Usage(input: tokens))?.description == amount)
        #expect(price.isPriced)
    }

    static let deepseek = #"""
        {"litellm_provider":"deepseek","mode":"chat","input_cost_per_token":3e-07,"output_cost_per_token":1.2e-06,
         "cache_read_input_token_cost":6e-09,"off_peak_pricing":{"cache_read_input_token_cost":3e-09,
         "input_cost_per_token":1.5e-07,"output_cost_per_token":6e-07,ZONE"windows":[
         {"hours_utc":["00:00-01:00","04:00-06:00","10:00-00:00"],"weekdays":[1,2,3,4,5]},
         {"hours_utc":"00:00-00:00","weekdays":[6,7]}]}}
        """#

    @Test(arguments: [
        // Friday 2026-11-20
        ("", "2026-11-20T00:59:59Z", "0.00015"), ("", "2026-11-20T01:00:00Z", "0.0003"),
        ("", "2026-11-20T05:00:00+01:00", "0.00015"), ("", "2026-11-20T06:00:00Z", "0.0003"),
        ("", "2026-11-20T09:59:59Z", "0.0003"), ("", "2026-11-20T23:59:59Z", "0.00015"),
        // Saturday and Sunday, all day; the night to Saturday in Shanghai is still Friday in UTC.
        ("", "2026-11-21T02:00:00Z", "0.00015"), ("", "2026-11-22T08:00:00Z", "0.00015"),
        ("", "2026-11-22T17:00:00Z", "0.00015"), ("", "2026-11-23T02:00:00Z", "0.0003"),
        (#""weekday_timezone":"Asia/Shanghai","#, "2026-11-22T02:00:00Z", "0.00015"),
        (#""weekday_timezone":"Asia/Shanghai","#, "2026-11-23T02:00:00Z", "0.0003"),
        (#""weekday_timezone":"Mars/Olympus","#, "2026-11-22T02:00:00Z", "0.0003"),
    ])
    func `follows off-peak hours in UTC and weekdays on the vendor's calendar`(
        zone: String, time: String, amount: String
    ) throws {
        let price = try model(Self.deepseek.replacing("ZONE", with: zone))
        let at = try #require(BillingTime(rfc3339: time))
        #expect(price.amount(of: Usage(input: 1000), terms: CallTerms(at: at))?.description == amount)
        #expect(price.amount(of: Usage(input: 1000))?.description == "0.0003")
    }

    @Test func `multiplies by regional and speed surcharges`() throws {
        let price = try model(
            #"""
            {"litellm_provider":"anthropic","mode":"chat","input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05,
             "provider_specific_entry":{"us":1.1,"fast":2.0}}
            """#)
        let usage = Usage(input: 1000)
        #expect(price.amount(of: usage)?.description == "0.003")
        #expect(price.amount(of: usage, terms: CallTerms(uplifts: .geoUS))?.description == "0.0033")
        #expect(price.amount(of: usage, terms: CallTerms(uplifts: [.geoUS, .fastMode]))?.description == "0.0066")
        #expect(price.amount(of: usage, terms: CallTerms(uplifts: .residencyEU))?.description == "0.003")
    }

    @Test func `adds request, search and unit fees`() throws {
        let sonar = try model(
            #"""
            {"litellm_provider":"perplexity","mode":"chat","input_cost_per_token":0,"output_cost_per_token":2.8e-06,
             "input_cost_per_request":0.005,"search_context_cost_per_query":{"search_context_size_low":0.005,
             "search_context_size_medium":0.008,"search_context_size_high":0.012}}
            """#)
        #expect(sonar.amount(of: Usage(input: 10, output: 1000))?.description == "0.0078")
        #expect(sonar.amount(of: Usage(serverTools: [.webSearch: 2]))?.description == "0.021")
        #expect(sonar.amount(of: Usage(serverTools: [.webSearchHigh: 1]))?.description == "0.017")
        #expect(sonar.amount(of: Usage(serverTools: [.mapsGrounding: 1])) == nil)
        let gemini = try model(
            #"""
            {"litellm_provider":"gemini","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":2e-06,
             "search_context_cost_per_query":{"search_context_size_medium":0.035}}
            """#)
        #expect(gemini.amount(of: Usage(serverTools: [.webSearch: 5]))?.description == "0.035")
        let whisper = try model(
            #"{"litellm_provider":"openai","mode":"audio_transcription","input_cost_per_second":0.0001}"#)
        #expect(whisper.amount(of: Usage(units: [.millisecondsIn: 1500]))?.description == "0.00015")
        #expect(whisper.amount(of: Usage(units: [.pages: 1])) == nil)
    }

    @Test(arguments: [
        #"{"litellm_provider":"x","mode":"chat"}"#,
        #"{"litellm_provider":"x","mode":"chat","input_cost_per_token":1e-6}"#,
        #"{"litellm_provider":"x","mode":"chat","output_cost_per_token":1e-6}"#,
        #"{"litellm_provider":"x","mode":"chat","input_cost_per_token":0,"output_cost_per_token":0.0}"#,
        #"{"litellm_provider":"x","mode":"embedding","input_cost_per_token":0,"output_cost_per_token":0}"#,
        #"{"litellm_provider":"x","mode":"chat","input_cost_per_token":0.0032,"output_cost_per_token":0.00971}"#,
        #"{"litellm_provider":"x","mode":"chat","cost_per_second":0.01}"#,
        #"{"litellm_provider":"x","mode":"chat","input_cost_per_token":-1,"output_cost_per_token":1e-6}"#,
    ])
    func `leaves unknown prices unknown`(json: String) throws {
        let price = try model(json)
        #expect(!price.isPriced)
        #expect(price.cost(of: Usage(input: 1, output: 1)) == Cost(amount: nil, state: .unpriced, priceVersion: "test"))
        #expect(price.cost(of: Usage()).amount == nil)
        #expect(price.worstCase(CallBounds(promptTokens: 1, maxOutputTokens: 1)) == nil)
    }

    @Test func `is free when declared, and only then`() throws {
        let price = try model(#"{"litellm_provider":"ollama","mode":"chat","free":true}"#)
        #expect(price.cost(of: Usage(input: 1, output: 1)) == Cost(amount: .zero, state: .free, priceVersion: "test"))
        #expect(price.worstCase(CallBounds(promptTokens: 1, maxOutputTokens: nil)) == .zero)
    }

    @Test func `prices embeddings without an output rate`() throws {
        let price = try model(#"{"litellm_provider":"openai","mode":"embedding","input_cost_per_token":2e-08}"#)
        #expect(price.amount(of: Usage(input: 1000))?.description == "0.00002")
        #expect(price.amount(of: Usage(input: 1000, output: 1)) == nil)
        #expect(price.worstCase(CallBounds(promptTokens: 1000, maxOutputTokens: nil))?.description == "0.00002")
    }

    @Test func `saturates and never wraps at the ends of the range`() throws {
        let price = try model(
            #"{"litellm_provider":"x","mode":"chat","input_cost_per_token":0.0004,"output_cost_per_token":0.001}"#)
        let usage = Usage(
            input: .max, cacheRead: .max, cacheWrite5m: .max, cacheWrite1h: .max, output: .max, reasoning: .max,
            audioInput: .max, audioOutput: .max)
        #expect(price.amount(of: usage) == .max)
        #expect(price.worstCase(CallBounds(promptTokens: .max, maxOutputTokens: .max)) == .max)
        #expect(price.amount(of: Usage(input: 20_000_000_000)) == Money(dollars: 8_000_000))
        #expect(price.amount(of: Usage(input: -5))?.description == "0")
    }

    @Test func `rounds only what is finer than a pico-dollar, once, half to even`() throws {
        let price = try model(
            #"""
            {"litellm_provider":"bigmodel","mode":"chat","input_cost_per_token":0.0000011428571428571428,
             "output_cost_per_token":5e-13}
            """#)
        // 1.142857142857 atto-exact: the noise past the 18th decimal is gone.
        #expect(price.amount(of: Usage(input: 7_000_000))?.description == "7.999999999999")
        #expect(price.amount(of: Usage(output: 1))?.description == "0")
        #expect(price.amount(of: Usage(output: 3))?.description == "0.000000000002")
        #expect(price.amount(of: Usage(output: 2))?.description == "0.000000000001")
        #expect(try Rate(literal: "2.9999900000000002e-06").attodollars == 2_999_990_000_000)
        #expect(try Rate(literal: "9.22").perMillion == "9220000")
        #expect(throws: MoneyError.self) { try Rate(literal: "9.3") }
    }

    @Test func `gives lines that add up to the amount`() throws {
        let price = try model(
            #"""
            {"litellm_provider":"bigmodel","mode":"chat","input_cost_per_token":0.0000011428571428571428,
             "output_cost_per_token":0.0000033333333333333333,"cache_read_input_token_cost":2.857142857142857e-07,
             "provider_specific_entry":{"us":1.1},"search_context_cost_per_query":{"search_context_size_medium":0.01}}
            """#)
        var random = SeededRandom(seed: 7)
        for _ in 0..<500 {
            let usage = Usage(
                input: .random(in: 0...9999, using: &random), cacheRead: .random(in: 0...9999, using: &random),
                output: .random(in: 0...9999, using: &random), reasoning: .random(in: 0...9999, using: &random),
                serverTools: [.webSearch: .random(in: 0...3, using: &random)])
            let terms = CallTerms(uplifts: .random(using: &random) ? .geoUS : [])
            let lines = try #require(price.breakdown(of: usage, terms: terms))
            #expect(lines.reduce(.zero) { $0 + $1.amount } == price.amount(of: usage, terms: terms), "seed 7")
        }
        let lines = try #require(price.breakdown(of: Usage(input: 7, output: 3)))
        #expect(lines.map(\.item) == [.uncachedInput, .output])
        #expect(lines.map(\.count) == [7, 3])
    }
}
