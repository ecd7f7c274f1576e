import ExactJSON
import LanguageModels
import Money

/// Normalises the usage of OpenAI-shaped replies into disjoint buckets.
///
/// What the providers do differently, each with a fixture:
/// - OpenAI: `prompt_tokens` contains cached, written and audio tokens, `completion_tokens` the reasoning and audio.
/// - xAI and Gemini: reasoning stands beside `completion_tokens`; only `total_tokens` shows it.
/// - DeepSeek: `prompt_cache_hit_tokens`. Moonshot: `cached_tokens`. OpenRouter: `cache_write_tokens` and `cost`.
/// - LiteLLM: Anthropic's `cache_creation_input_tokens` and their lifetimes.
/// - llama.cpp: `timings`. Ollama: `eval_count`. Groq: `x_groq.usage`. Gemini natively: `usageMetadata`.
enum OpenAIUsage {
    /// Returns the usage that a chunk or whole reply states, or nil when it states none.
    static func report(in reply: JSONValue) -> UsageReport? {
        if let usage = reply["usage"] ?? reply["x_groq"]?["usage"], case .object = usage {
            return report(of: usage)
        }
        guard let usage = timings(reply) ?? ollama(reply) ?? gemini(reply), !usage.isEmpty else { return nil }
        return UsageReport(usage, source: .provider)
    }

    /// Returns the usage of a `usage` object; nil when it counts nothing at all, as some providers send in passing.
    static func report(of value: JSONValue) -> UsageReport? {
        let prompt = value["prompt_tokens_details"] ?? value["prompt_token_details"] ?? .null
        let completion = value["completion_tokens_details"] ?? value["completion_token_details"] ?? .null
        var usage = Usage()
        usage.cacheRead =
            count(prompt["cached_tokens"]) ?? count(value["prompt_cache_hit_tokens"]) ?? count(value["cached_tokens"])
            ?? count(value["cache_read_input_tokens"]) ?? 0
        takeCacheWrites(value, prompt, &usage)
        usage.audioInput = count(prompt["audio_tokens"]) ?? 0
        usage.audioOutput = count(completion["audio_tokens"]) ?? 0
        usage.imageOutput = count(completion["image_tokens"]) ?? 0
        usage.reasoning =
            count(completion["reasoning_tokens"]) ?? count(value["reasoning_tokens"])
            ?? count(completion["thinking_tokens"]) ?? 0

        var promptTokens = count(value["prompt_tokens"]) ?? count(value["input_tokens"]) ?? 0
        let completionTokens = count(value["completion_tokens"]) ?? count(value["output_tokens"]) ?? 0
        let cached = usage.cacheRead &+ usage.cacheWrite
        // Beyond prompt and completion: reasoning that is counted beside, or cached tokens that are.
        var beyond = 0
        if let total = count(value["total_tokens"]), total > promptTokens &+ completionTokens {
            beyond = total - promptTokens - completionTokens
        }
        if cached > promptTokens || (cached > 0 && beyond == cached && usage.reasoning != beyond) {
            promptTokens += cached
            beyond = Swift.max(0, beyond - cached)
        }
        usage.input = promptTokens - cached - usage.audioInput
        let answer = completionTokens + beyond
        // Reasoning that nobody names but that the total holds is reasoning.
        if usage.reasoning < beyond { usage.reasoning = beyond }
        // More reasoning than answer can only stand beside it.
        usage.output =
            usage.reasoning > answer
            ? completionTokens : answer - usage.reasoning - usage.audioOutput - usage.imageOutput
        takeServerTools(value, &usage)
        let cost = OpenAIUsage.cost(value)
        guard !usage.isEmpty || cost != nil else { return nil }
        return UsageReport(usage, source: .provider, reportedCost: cost)
    }

    private static func takeCacheWrites(_ value: JSONValue, _ prompt: JSONValue, _ usage: inout Usage) {
        let details = prompt["cache_creation_token_details"] ?? value["cache_creation"] ?? .null
        let all =
            count(prompt["cache_write_tokens"]) ?? count(prompt["cache_creation_tokens"])
            ?? count(value["cache_creation_input_tokens"]) ?? 0
        let hour = count(details["ephemeral_1h_input_tokens"]) ?? 0
        let minutes = count(details["ephemeral_5m_input_tokens"]) ?? Swift.max(0, all - hour)
        usage.cacheWrite5m = minutes
        usage.cacheWrite1h = hour
    }

    private static func takeServerTools(_ value: JSONValue, _ usage: inout Usage) {
        let searches =
            count(value["server_tool_use"]?["web_search_requests"]) ?? count(value["num_search_queries"]) ?? 0
        if searches > 0 { usage.serverTools[.webSearch] = searches }
    }

    /// The cost that the provider states: OpenRouter's and Perplexity's `cost`, xAI's `cost_in_usd_ticks`.
    private static func cost(_ value: JSONValue) -> Money? {
        // 1 USD = 10^10 ticks (docs.x.ai, "Cost tracking").
        if let ticks = count(value["cost_in_usd_ticks"]) { return Money(picodollars: 100) * ticks }
        guard let total = (value["cost"]?["total_cost"] ?? value["cost"])?.numberValue.flatMap(money) else {
            return nil
        }
        // With a key of one's own, OpenRouter's cost is its fee alone; the provider's price comes on top.
        guard value["is_byok"]?.boolValue == true,
            let upstream = value["cost_details"]?["upstream_inference_cost"]?.numberValue.flatMap(money)
        else { return total }
        return total + upstream
    }

    /// Returns the amount of a decimal literal, exponents included, rounded up to a whole pico-dollar.
    static func money(_ number: JSONNumber) -> Money? {
        let parts = number.text.lowercased().split(separator: "e", maxSplits: 1)
        guard let mantissa = parts.first, mantissa.first != "-",
            let exponent = parts.count == 2 ? Int(parts[1]) : 0, abs(exponent) <= 40
        else { return nil }
        let halves = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = halves.count == 2 ? halves[1].count : 0
        var digits = Substring(halves.joined())
        // The value is digits × 10^(exponent − decimals) dollars, 10^12 times as many pico-dollars.
        let shift = exponent - decimals + 12
        var roundsUp = false
        if shift < 0 {
            let cut = Swift.min(digits.count, -shift)
            roundsUp = digits.suffix(cut).contains { $0 != "0" }
            digits = digits.dropLast(cut)
        } else {
            digits += String(repeating: "0", count: Swift.min(shift, 40))
        }
        let significant = digits.drop { $0 == "0" }
        guard significant.count <= 18, let whole = Int64(significant.isEmpty ? "0" : significant) else { return nil }
        return Money(picodollars: whole + (roundsUp ? 1 : 0))
    }

    private static func timings(_ reply: JSONValue) -> Usage? {
        guard let timings = reply["timings"], let output = count(timings["predicted_n"]) else { return nil }
        return Usage(
            input: count(timings["prompt_n"]) ?? 0, cacheRead: count(timings["cache_n"]) ?? 0, output: output)
    }

    private static func ollama(_ reply: JSONValue) -> Usage? {
        guard let output = count(reply["eval_count"]) else { return nil }
        return Usage(input: count(reply["prompt_eval_count"]) ?? 0, output: output)
    }

    private static func gemini(_ reply: JSONValue) -> Usage? {
        guard let metadata = reply["usageMetadata"] ?? reply["usage_metadata"] else { return nil }
        func count(_ camel: String, _ snake: String) -> Int {
            OpenAIUsage.count(metadata[camel] ?? metadata[snake]) ?? 0
        }
        let cached = count("cachedContentTokenCount", "cached_content_token_count")
        let prompt = count("promptTokenCount", "prompt_token_count")
        return Usage(
            input: prompt - cached, cacheRead: cached, output: count("candidatesTokenCount", "candidates_token_count"),
            reasoning: count("thoughtsTokenCount", "thoughts_token_count"))
    }

    /// Returns a count that is not negative and no larger than anything real, so that sums cannot overflow.
    static func count(_ value: JSONValue?) -> Int? {
        guard let count = value?.intValue, count >= 0, count <= 1 << 50 else { return nil }
        return count
    }
}
