/// The reason's word, as in records.
extension FinishReason: Codable {
    /// Makes the reason of a word; one that we have no case for is kept as it is.
    public init(name: String) {
        switch name {
        case "stop": self = .stop
        case "length": self = .length
        case "tool_calls": self = .toolCalls
        case "content_filter": self = .contentFilter
        case "refusal": self = .refusal
        case "pause": self = .pause
        default: self = .other(name)
        }
    }

    /// Decodes the word.
    public init(from decoder: any Decoder) throws {
        self.init(name: try decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// `limit`, `remaining`, and `reset` in seconds.
extension ProviderLimits.Window: Codable {
    private enum CodingKeys: String, CodingKey { case limit, remaining, reset }

    /// Decodes what is there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            limit: try container.decodeIfPresent(Int.self, forKey: .limit),
            remaining: try container.decodeIfPresent(Int.self, forKey: .remaining),
            reset: try container.decodeIfPresent(Double.self, forKey: .reset).map { .seconds($0) })
    }

    /// Encodes what is known.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(limit, forKey: .limit)
        try container.encodeIfPresent(remaining, forKey: .remaining)
        try container.encodeIfPresent(reset.map { $0 / .seconds(1) }, forKey: .reset)
    }
}
