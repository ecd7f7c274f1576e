import LanguageModels

/// Decides which kind of failure an error reply is: by its status first, by its words where those say more.
enum ProviderErrorKind {
    /// Returns the kind. Without a status (errors inside a stream) the type and code words decide.
    static func code(status: Int?, _ said: ProviderErrorBody, hasRetryAfter: Bool) -> ModelError.Code {
        let words = [said.type, said.code, said.message].compactMap(\.self).joined(separator: " ").lowercased()
        func says(_ phrases: [String]) -> Bool { phrases.contains { words.contains($0) } }
        switch status ?? said.status ?? 0 {
        case 401: return .authentication
        case 402: return .quotaExhausted
        case 403:
            if says(moderation) { return .contentPolicy }
            return says(badKey) ? .authentication : .permission
        case 404: return .notFound
        case 408: return .timeout
        case 413: return says(rate) ? .rateLimited : .contextTooLong
        case 429:
            if says(overload) { return .overloaded }
            if says(certainQuota) { return .quotaExhausted }
            // Gemini says "quota" for the limit of a minute too, but then says when to come back.
            return says(possibleQuota) && !hasRetryAfter ? .quotaExhausted : .rateLimited
        case 498, 503, 529: return .overloaded
        case 504, 524: return .timeout
        case 500...599: return says(overload) ? .overloaded : .server
        case 400, 422:
            if says(context) { return .contextTooLong }
            if says(badKey) { return .authentication }
            if says(certainQuota) { return .quotaExhausted }
            if says(moderation) { return .contentPolicy }
            return says(unknownModel) ? .notFound : .invalidRequest
        case 405...499: return says(context) ? .contextTooLong : .invalidRequest
        default: return byWords(says)
        }
    }

    private static func byWords(_ says: ([String]) -> Bool) -> ModelError.Code {
        if says(overload) { return .overloaded }
        if says(certainQuota) { return .quotaExhausted }
        if says(rate) { return .rateLimited }
        if says(context) { return .contextTooLong }
        if says(moderation) { return .contentPolicy }
        if says(badKey) { return .authentication }
        if says(unknownModel) { return .notFound }
        if says(["timeout", "timed out"]) { return .timeout }
        return says(["invalid_request", "bad request"]) ? .invalidRequest : .server
    }

    private static let context = [
        "context_length_exceeded", "context length", "context window", "context size", "prompt is too long",
        "input is too long", "maximum prompt length", "too many tokens", "reduce the length", "exceeds the context",
        "exceed context", "max_prompt_tokens", "exceeds the maximum number of tokens", "request_too_large",
    ]
    private static let moderation = [
        "content_filter", "content_policy", "content policy", "responsibleaipolicy", "moderation", "flagged",
        "safety system", "data_inspection_failed", "unsafe content", "sensitive content",
    ]
    private static let badKey = [
        "api_key_invalid", "api key not valid", "incorrect api key", "invalid api key", "invalid_api_key",
        "authentication_error", "invalid x-api-key", "unauthorized",
    ]
    private static let certainQuota = [
        "insufficient_quota", "insufficient balance", "credit balance", "billing_hard_limit", "insufficient credits",
        "exceeded_current_quota", "payment required", "out of credits", "billing_error", "arrearage",
        "spending limit", "monthly limit",
    ]
    private static let possibleQuota = ["current quota", "quota exceeded", "quota_exceeded", "resource_exhausted"]
    private static let rate = ["rate_limit", "rate limit", "too many requests", "tokens per minute"]
    private static let overload = [
        "overloaded", "engine_overloaded", "no capacity", "capacity exceeded", "at capacity",
    ]
    private static let unknownModel = [
        "model_not_found", "model not found", "not_found_error", "unknown model", "no such model",
        "is not a valid model", "unknown_model",
    ]
}
