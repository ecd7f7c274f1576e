import ExactJSON
import LanguageModels
import Money

/// The usage of a messages reply, gathered from `message_start` and `message_delta`.
///
/// Anthropic's `input_tokens` holds neither cached nor written tokens; `output_tokens` holds the thinking.
struct AnthropicUsage {
    private var usage = Usage()
    private var isKnown = false

    /// The usage so far; `missing` before anything was stated.
    var report: UsageReport { isKnown ? UsageReport(usage, source: .provider) : .missing }

    /// Takes a `usage` object: its counts are totals and replace those before; absent ones stay.
    ///
    /// Returns whether anything changed.
    mutating func take(_ value: JSONValue?) -> Bool {
        guard let value, case .object = value else { return false }
        let before = usage
        let wasKnown = isKnown
        if let count = OpenAIUsage.count(value["input_tokens"]) {
            usage.input = count
            isKnown = true
        }
        if let count = OpenAIUsage.count(value["cache_read_input_tokens"]) { usage.cacheRead = count }
        takeCacheWrites(value)
        if let count = OpenAIUsage.count(value["output_tokens"]) {
            let thinking = OpenAIUsage.count(value["output_tokens_details"]?["thinking_tokens"]) ?? 0
            usage.reasoning = Swift.min(thinking, count)
            usage.output = count - usage.reasoning
            isKnown = true
        }
        if let searches = OpenAIUsage.count(value["server_tool_use"]?["web_search_requests"]), searches > 0 {
            usage.serverTools[.webSearch] = searches
        }
        return usage != before || isKnown != wasKnown
    }

    private mutating func takeCacheWrites(_ value: JSONValue) {
        let all = OpenAIUsage.count(value["cache_creation_input_tokens"])
        if let details = value["cache_creation"], case .object = details {
            let hour = OpenAIUsage.count(details["ephemeral_1h_input_tokens"]) ?? 0
            let minutes = OpenAIUsage.count(details["ephemeral_5m_input_tokens"]) ?? Swift.max(0, (all ?? 0) - hour)
            usage.cacheWrite1h = hour
            usage.cacheWrite5m = minutes
        } else if let all, all != usage.cacheWrite {
            // Without lifetimes: the plain cache lives five minutes.
            usage.cacheWrite1h = 0
            usage.cacheWrite5m = all
        }
    }
}
