import ExactJSON
import LanguageModels
import Money
import Testing

@testable import ModelProviders

@Suite struct OpenAIUsageTests {
    @Test(arguments: [
        ("1.5e-05", 15_000_000), ("0.95", 950_000_000_000), ("0", 0), ("2e-7", 200_000), ("1E-12", 1),
        ("1.1e-12", 2), ("12", 12_000_000_000_000), ("0.0000000000009", 1), ("1e0", 1_000_000_000_000),
    ])
    func `reads a cost exactly, a part of a pico-dollar up`(_ literal: String, _ picodollars: Int64) throws {
        let number = try #require(JSONNumber(text: literal))
        #expect(OpenAIUsage.money(number) == Money(picodollars: picodollars))
    }

    @Test(arguments: ["-1", "1e30", "99999999999999999999"])
    func `takes no cost that cannot be one`(_ literal: String) throws {
        let number = try #require(JSONNumber(text: literal))
        #expect(OpenAIUsage.money(number) == nil)
    }

    @Test func `adds the provider's price to OpenRouter's fee when the key is one's own`() throws {
        let value = try JSONValue(
            parsing:
                #"{"prompt_tokens":1,"completion_tokens":1,"cost":0.01,"is_byok":true,"cost_details":{"upstream_inference_cost":0.2}}"#
        )
        #expect(OpenAIUsage.report(of: value)?.reportedCost == Money(picodollars: 210_000_000_000))
    }

    @Test(arguments: [
        // Cached tokens beside the prompt, as a proxy of Anthropic may leave them.
        (
            #"{"prompt_tokens":10,"completion_tokens":5,"cache_read_input_tokens":100}"#,
            Usage(input: 10, cacheRead: 100, output: 5)
        ),
        (
            #"{"prompt_tokens":200,"completion_tokens":5,"total_tokens":305,"prompt_tokens_details":{"cached_tokens":100}}"#,
            Usage(input: 200, cacheRead: 100, output: 5)
        ),
        // Reasoning within the completion.
        (
            #"{"prompt_tokens":1,"completion_tokens":9,"total_tokens":10,"completion_tokens_details":{"reasoning_tokens":9}}"#,
            Usage(input: 1, output: 0, reasoning: 9)
        ),
        // More reasoning than completion, and no total.
        (
            #"{"prompt_tokens":1,"completion_tokens":4,"completion_tokens_details":{"reasoning_tokens":9}}"#,
            Usage(input: 1, output: 4, reasoning: 9)
        ),
        // The words of the Responses API.
        (#"{"input_tokens":3,"output_tokens":4,"total_tokens":7}"#, Usage(input: 3, output: 4)),
        // Numbers that cannot be.
        (#"{"prompt_tokens":-5,"completion_tokens":4}"#, Usage(output: 4)),
    ])
    func `puts tokens into disjoint buckets`(_ text: String, _ usage: Usage) throws {
        #expect(OpenAIUsage.report(of: try JSONValue(parsing: text))?.usage == usage)
    }
}
