import ExactJSON
import Money

/// The usage object of `farthing models price`: OpenAI's way of counting, in which `prompt_tokens` contains the cached,
/// written, audio and image tokens and `completion_tokens` the reasoning, audio and image ones.
struct UsageObject {
    /// The disjoint buckets.
    var usage = Usage()
    /// The service tier.
    var tier = ServiceTier.standard

    private static let counts = [
        "prompt_tokens", "cached_tokens", "cache_creation_5m_tokens", "cache_creation_1h_tokens",
        "cache_creation_12h_tokens", "completion_tokens", "reasoning_tokens", "audio_input_tokens",
        "audio_output_tokens", "image_input_tokens", "image_output_tokens", "total_tokens",
    ]

    /// Reads the object; throws `PriceProblem` that names the field.
    init(_ value: JSONValue) throws(PriceProblem) {
        guard let object = value.objectValue else {
            throw PriceProblem(usage: "bad_usage", "usage is an object such as {\"prompt_tokens\": 100}")
        }
        var count: [String: Int] = [:]
        for member in object where !member.value.isNull {
            switch member.key {
            case "service_tier": tier = try UsageObject.tier(member.value)
            case "server_tools":
                usage.serverTools = try UsageObject.counts(member) { ServerTool(rawValue: $0) }
            case "units": usage.units = try UsageObject.counts(member) { BilledUnit(rawValue: $0) }
            case let key where UsageObject.counts.contains(key): count[key] = try UsageObject.count(member)
            default:
                throw PriceProblem(
                    usage: "bad_usage",
                    "usage has no field \(member.key); it has \(UsageObject.counts.joined(separator: ", ")), "
                        + "service_tier, server_tools, units")
            }
        }
        func of(_ key: String) -> Int { count[key] ?? 0 }
        usage.cacheRead = of("cached_tokens")
        usage.cacheWrite5m = of("cache_creation_5m_tokens")
        usage.cacheWrite1h = of("cache_creation_1h_tokens")
        usage.cacheWrite12h = of("cache_creation_12h_tokens")
        usage.audioInput = of("audio_input_tokens")
        usage.imageInput = of("image_input_tokens")
        usage.reasoning = of("reasoning_tokens")
        usage.audioOutput = of("audio_output_tokens")
        usage.imageOutput = of("image_output_tokens")
        let (prompt, completion) = (of("prompt_tokens"), of("completion_tokens"))
        guard usage.promptTokens <= prompt else {
            throw PriceProblem(
                usage: "bad_usage",
                "prompt_tokens contains the cached, written, audio and image tokens: \(prompt) is less than their sum "
                    + "\(usage.promptTokens)")
        }
        guard usage.completionTokens <= completion else {
            throw PriceProblem(
                usage: "bad_usage",
                "completion_tokens contains the reasoning, audio and image tokens: \(completion) is less than their "
                    + "sum \(usage.completionTokens)")
        }
        usage.input = prompt - usage.promptTokens
        usage.output = completion - usage.completionTokens
    }

    private static func tier(_ value: JSONValue) throws(PriceProblem) -> ServiceTier {
        guard let tier = value.stringValue.flatMap({ ServiceTier(rawValue: $0) }) else {
            let names = ServiceTier.allCases.map(\.rawValue).joined(separator: ", ")
            throw PriceProblem(usage: "bad_usage", "service_tier is one of \(names)")
        }
        return tier
    }

    private static func count(_ member: JSONObject.Member) throws(PriceProblem) -> Int {
        guard let count = member.value.intValue, count >= 0 else {
            throw PriceProblem(usage: "bad_usage", "\(member.key) is a whole number of at least 0")
        }
        return count
    }

    private static func counts<Kind>(
        _ member: JSONObject.Member, _ kind: (String) -> Kind
    ) throws(PriceProblem) -> [Kind: Int] {
        guard let object = member.value.objectValue else {
            throw PriceProblem(usage: "bad_usage", "\(member.key) is an object of counts by name")
        }
        var counts: [Kind: Int] = [:]
        for entry in object { counts[kind(entry.key)] = try count(entry) }
        return counts
    }
}
