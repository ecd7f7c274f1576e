import HTTPStreaming
import LanguageModels
import Testing

@testable import ModelProviders

@Suite struct ProviderErrorsTests {
    private let errors = ProviderErrors(
        model: ModelID(provider: "openai", name: "m"),
        endpoint: ProviderEndpoint(
            name: "openai", displayName: "OpenAI", baseURL: "https://user:pass@api.test/v1?key=1",
            keyVariables: ["OPENAI_API_KEY"], keyPage: "https://page"),
        keyring: ProviderKeyring(ProviderKey.list("sk-abcdef")), now: { 1_790_000_000 })

    @Test func `says what happened, in the provider's words, and what to do`() {
        let error = errors.refusal(
            status: 401, headers: [:], body: Array(#"{"error":{"message":"Incorrect API key: sk-abcdef"}}"#.utf8))
        #expect(
            error.message
                == "OpenAI refused the key (401): Incorrect API key: •••. Set OPENAI_API_KEY to a valid key (https://page)"
        )
        #expect(error.providerMessage == "Incorrect API key: •••")
        #expect(error.model == ModelID(provider: "openai", name: "m"))
    }

    @Test(arguments: [
        (429, #"{"error":{"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}"#, ModelError.Code.quotaExhausted),
        (
            429, #"{"error":{"message":"You exceeded your current quota. Please retry in 17s."}}"#, .rateLimited
        ),
        (429, #"{"error":{"message":"x","type":"engine_overloaded_error"}}"#, .overloaded),
        (400, #"{"error":{"message":"API key not valid.","details":[{"reason":"API_KEY_INVALID"}]}}"#, .authentication),
        (400, #"{"error":{"message":"x","code":"content_filter"}}"#, .contentPolicy),
        (400, #"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#, .notFound),
        (403, #"{"error":{"message":"Input was flagged"}}"#, .contentPolicy), (498, "", .overloaded),
        (418, "", .invalidRequest),
        (
            413, #"{"error":{"message":"Limit 6000 tokens per minute (TPM)","code":"rate_limit_exceeded"}}"#,
            .rateLimited
        ),
        (507, "", .server), (524, "", .timeout),
    ])
    func `tells the kinds apart`(_ status: Int, _ body: String, _ code: ModelError.Code) {
        #expect(errors.refusal(status: status, headers: [:], body: Array(body.utf8)).code == code)
    }

    @Test(arguments: [
        (HTTPTransportError.Code.cannotResolveHost, ModelError.Code.network), (.cannotConnect, .network),
        (.tls, .network),
        (.proxy, .network), (.connectTimeout, .timeout), (.firstByteTimeout, .timeout), (.idleTimeout, .timeout),
        (.totalTimeout, .timeout), (.connectionLost, .network), (.truncated, .truncated), (.tooLarge, .malformedReply),
        (.redirected, .invalidRequest), (.protocolError, .malformedReply), (.invalidRequest, .invalidRequest),
    ])
    func `maps what the transport says, with advice and without secrets`(
        _ from: HTTPTransportError.Code, _ code: ModelError.Code
    ) {
        for progress in [HTTPTransportError.Progress.notSent, .sent] {
            let error = errors.transport(HTTPTransportError(from, "it broke with sk-abcdef", progress: progress))
            #expect(error.code == code)
            #expect(error.mayBeBilled == (progress == .sent))
            #expect(error.message.hasPrefix("OpenAI could not answer: it broke with •••. "))
            #expect(!error.message.contains("pass"))
        }
    }

    @Test func `reads when to come back`() {
        func wait(_ headers: HTTPHeaders) -> Duration? {
            errors.refusal(status: 429, headers: headers, body: []).retryAfter
        }
        #expect(wait(["retry-after": "3"]) == .seconds(3))
        #expect(wait(["Retry-After": "0.25"]) == .milliseconds(250))
        #expect(wait(["retry-after-ms": "1500", "retry-after": "9"]) == .milliseconds(1500))
        // 1,790,000,000 s after 1970 is Mon, 21 Sep 2026 14:13:20 GMT.
        #expect(wait(["retry-after": "Mon, 21 Sep 2026 14:13:30 GMT"]) == .seconds(10))
        #expect(wait(["retry-after": "Mon, 21 Sep 2026 14:00:00 GMT"]) == .zero)
        #expect(wait(["retry-after": "-5"]) == nil)
        #expect(wait(["retry-after": "1e300"]) == .seconds(30 * 86_400))
        #expect(wait([:]) == nil)
    }

    @Test func `reads the limits that headers state`() {
        let openAI = RateLimitHeaders.limits(
            in: [
                "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59",
                "x-ratelimit-reset-requests": "1s", "X-RateLimit-Limit-Tokens": "150000",
                "x-ratelimit-remaining-tokens": "149984", "x-ratelimit-reset-tokens": "6m0.5s",
                "x-ratelimit-limit-requests-day": "9999", "content-type": "x",
            ], now: { 0 })
        #expect(
            openAI
                == ProviderLimits(
                    requests: .init(limit: 60, remaining: 59, reset: .seconds(1)),
                    tokens: .init(limit: 150_000, remaining: 149_984, reset: .milliseconds(360_500))))
        let anthropic = RateLimitHeaders.limits(
            in: [
                "anthropic-ratelimit-requests-limit": "50", "anthropic-ratelimit-input-tokens-remaining": "7",
                "anthropic-ratelimit-tokens-remaining": "8", "anthropic-ratelimit-tokens-limit": "9",
                "anthropic-ratelimit-output-tokens-reset": "2026-09-21T14:13:25Z",
            ], now: { 1_790_000_000 })
        #expect(
            anthropic
                == ProviderLimits(
                    requests: .init(limit: 50), tokens: .init(limit: 9, remaining: 7),
                    outputTokens: .init(reset: .seconds(5))))
        #expect(RateLimitHeaders.limits(in: ["content-type": "x", "x-request-id": "1"], now: { 0 }) == nil)
        let openRouter = RateLimitHeaders.limits(
            in: ["x-ratelimit-limit": "20", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1790000004000"],
            now: { 1_790_000_000 })
        #expect(openRouter == ProviderLimits(requests: .init(limit: 20, remaining: 0, reset: .seconds(4))))
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0), ("1994-11-06T08:49:37Z", 784_111_777),
        ("1994-11-06T09:49:37.5+01:00", 784_111_777.5), ("2000-02-29T00:00:00Z", 951_782_400),
        ("1970-01-01T00:00:00Z", 0),
    ])
    func `reads dates`(_ text: String, _ seconds: Double) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test(arguments: ["", "tomorrow", "1994-11-06", "Sun, 06 Nov 1994 08:49:37", "T-", "2026-01-01T25:61:00Z"])
    func `reads no date where there is none`(_ text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    @Test(arguments: [
        ("Please try again in 20ms.", Duration.milliseconds(20)), ("try again in 1m2.5s, or", .milliseconds(62_500)),
        ("Please retry in 35 seconds.", .seconds(35)), ("Retry after 2 minutes", .seconds(120)),
    ])
    func `finds a time in a message`(_ text: String, _ duration: Duration) {
        #expect(WaitingTime.mentioned(in: text) == duration)
    }
}
