import HTTPTypes

extension HTTPField.Name {
    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a header field's name") }
        return name
    }

    static let cost = named("x-cost-usd")
    static let costState = named("x-cost-state")
    static let budgetRemaining = named("x-budget-remaining-usd")
    static let farthingModel = named("x-farthing-model")
    static let farthingDecision = named("x-farthing-decision")
    static let farthingConversation = named("x-farthing-conversation")
    static let requestID = named("x-request-id")
    static let shouldRetry = named("x-should-retry")
    static let retryAfterMilliseconds = named("retry-after-ms")
    static let apiKey = named("x-api-key")
    static let accelBuffering = named("x-accel-buffering")
    static let frameOptions = named("x-frame-options")
    static let referrerPolicy = named("referrer-policy")
    static let resourcePolicy = named("cross-origin-resource-policy")
    static let traceparent = named("traceparent")
    static let fetchSite = named("sec-fetch-site")
}
