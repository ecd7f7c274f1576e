import ExactJSON
public import LanguageModels
public import Money

extension CallBounds {
    /// What a request can use at most, narrowed by what it really asks for: what a reservation holds is what others
    /// cannot spend meanwhile.
    ///
    /// Images count only where the request has some, 1-hour cache writes only where it asks for that lifetime, tools at
    /// the provider only where it names them. The 5-minute cache always counts, since some vendors write to their only
    /// kind of cache unasked. What `extra` overrides counts as overridden.
    ///
    /// - Parameters:
    ///   - request: the request; see `hoistingLimits()` for the answer's limit in `extra`.
    ///   - promptTokens: its prompt's tokens.
    ///   - maxOutputTokens: the longest answer in tokens; nil for what the model's own limit allows.
    public init(_ request: ModelRequest, promptTokens: Int, maxOutputTokens: Int?) {
        self.init(
            promptTokens: promptTokens, maxOutputTokens: maxOutputTokens, tier: request.billedTier ?? .standard,
            cacheWrites: .fiveMinutes,
            hasImages: request.messages.contains { message in
                message.content.contains { if case .image = $0 { true } else { false } }
            })
        if case .schema(let name, let schema, _) = request.responseFormat {
            // Providers show it to the model as a part of the prompt; a token is at least a byte.
            self.promptTokens += name.utf8.count + schema.text.utf8.count
        }
        if !request.extra.isEmpty { widen(by: request.extra) }
    }

    /// Counts what members of the provider's own can add.
    private mutating func widen(by extra: JSONObject) {
        for member in extra {
            switch member.key {
            case "messages", "tools", "system", "input":
                // A token is at least a byte.
                promptTokens += member.value.text.utf8.count
                hasImages = hasImages || member.key != "tools"
                note(serverTools: member.value)
            case "n", "best_of":
                if let answers = member.value.intValue, answers > 1 {
                    maxOutputTokens = maxOutputTokens.map { $0.multipliedReportingOverflow(by: answers).partialValue }
                }
            case "modalities", "response_modalities", "audio":
                answersInAudio = true
                answersInImages = true
            case "web_search_options", "plugins", "search_parameters", "web_search": note(searches: 10)
            default:
                // Whatever it is, the model may be shown it: "functions" or "prediction", for instance.
                if case .number = member.value { break }
                if case .bool = member.value { break }
                promptTokens += member.value.text.utf8.count
            }
            if asksForAnHour(member.value) { cacheWrites.insert(.oneHour) }
        }
    }

    private mutating func note(serverTools value: JSONValue) {
        for tool in value.arrayValue ?? [] {
            guard let type = tool["type"]?.stringValue, type.hasPrefix("web_search") else { continue }
            note(searches: tool["max_uses"]?.intValue ?? 10)
        }
    }

    private mutating func note(searches: Int) { serverTools[.webSearch, default: 0] += max(1, searches) }

    private func asksForAnHour(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            object.contains { ($0.key == "ttl" && $0.value.stringValue == "1h") || asksForAnHour($0.value) }
        case .array(let elements): elements.contains { asksForAnHour($0) }
        default: false
        }
    }
}

extension ModelRequest {
    /// The service tier it may be billed at: its own, or what `extra` says over it.
    var billedTier: ServiceTier? {
        guard !extra.isEmpty, let word = extra["service_tier"]?.stringValue else { return serviceTier }
        // "auto" is the dearer of two at vendors that have it.
        return word == "auto" ? .priority : ServiceTier(rawValue: word) ?? serviceTier
    }

    /// The same request with an answer's limit that stands in `extra` in its proper place, so that what clamps
    /// `maxOutputTokens` is heeded: members of `extra` win over ours.
    func hoistingLimits() -> ModelRequest {
        guard !extra.isEmpty else { return self }
        var request = self
        for name in ["max_tokens", "max_completion_tokens", "max_output_tokens"] {
            guard let limit = extra[name]?.intValue else { continue }
            request.maxOutputTokens = limit
            request.extra[name] = nil
        }
        return request
    }
}
