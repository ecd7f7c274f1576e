import HTTPStreaming
import LanguageModels

/// A provider's limits, read off its reply headers.
enum RateLimitHeaders {
    /// Returns the limits that the headers state, or nil when they state none.
    ///
    /// Known are `x-ratelimit-{limit,remaining,reset}-{requests,tokens}` (OpenAI, Azure, Groq, Together, Cerebras and
    /// others; also with the parts swapped and with a window such as `-day` or `-minute` at the end, of which the
    /// shortest counts), `x-ratelimit-{limit,remaining,reset}` (OpenRouter) and
    /// `anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,remaining,reset}`.
    static func limits(in headers: HTTPHeaders, now: () -> Double) -> ProviderLimits? {
        var limits = ProviderLimits()
        var isFound = false
        for (name, value) in headers {
            // Nearly every header ends here.
            guard name.utf8.count > 12, let marker = name.utf8.first, marker | 0x20 == 0x78 || marker | 0x20 == 0x61
            else { continue }
            let lower = name.lowercased()
            let rest: Substring
            if lower.hasPrefix("x-ratelimit-") {
                rest = lower.dropFirst(12)
            } else if lower.hasPrefix("anthropic-ratelimit-") {
                rest = lower.dropFirst(20)
            } else {
                continue
            }
            isFound = take(rest, value, into: &limits, now: now) || isFound
        }
        return isFound ? limits : nil
    }

    private static func take(
        _ name: Substring, _ value: String, into limits: inout ProviderLimits, now: () -> Double
    ) -> Bool {
        let parts = name.split(separator: "-")
        // Windows of an hour and longer say nothing of the next request.
        guard !parts.contains(where: { $0 == "day" || $0 == "month" || $0 == "hour" || $0 == "week" }) else {
            return false
        }
        let window: WritableKeyPath<ProviderLimits, ProviderLimits.Window>
        if parts.contains("output") {
            window = \.outputTokens
        } else if parts.contains("tokens") {
            window = \.tokens
        } else if parts.contains("requests") || parts.count == 1 {
            window = \.requests
        } else {
            return false
        }
        // Anthropic sends both a total and the input apart; the input one is the one that binds a prompt.
        let isTotal = window == \.tokens && !parts.contains("input")
        if parts.contains("limit") {
            guard let number = Int(value) else { return false }
            if !isTotal || limits[keyPath: window].limit == nil { limits[keyPath: window].limit = number }
        } else if parts.contains("remaining") {
            guard let number = Int(value) else { return false }
            if !isTotal || limits[keyPath: window].remaining == nil { limits[keyPath: window].remaining = number }
        } else if parts.contains("reset") {
            guard let time = WaitingTime.reset(value, now: now()) else { return false }
            if !isTotal || limits[keyPath: window].reset == nil { limits[keyPath: window].reset = time }
        } else {
            return false
        }
        return true
    }
}
