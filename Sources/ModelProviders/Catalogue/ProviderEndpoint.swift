package import HTTPStreaming
package import LanguageModels

/// How requests talk: the shape of requests and replies.
package enum ModelDialect: String, Sendable, Hashable {
    /// OpenAI chat completions.
    case openAI = "openai"
    /// Anthropic messages.
    case anthropic
    /// The built-in offline model.
    case offline
}

/// How a key is sent.
package enum ProviderAuthentication: Sendable, Hashable {
    /// `authorization: Bearer KEY`.
    case bearer
    /// A header of this name that holds the key.
    case header(String)
    /// None.
    case none
}

/// Where and how one provider is reached: a catalogue entry with settings and environment applied.
package struct ProviderEndpoint: Sendable {
    /// The provider's key in the catalogue, e.g. `openrouter`.
    package var name: String
    /// Its name for people, e.g. `OpenRouter`.
    package var displayName: String
    /// The address that the dialect's paths are added to, without a slash at its end.
    package var baseURL: String
    package var authentication: ProviderAuthentication
    /// Headers sent with every request.
    package var headers: [(name: String, value: String)]
    package var quirks: ProviderQuirks
    package var locality: ModelProfile.Locality
    /// The environment variables a key is looked for in, the vendor's own first; for messages.
    package var keyVariables: [String]
    /// Where a key is to be had, for messages.
    package var keyPage: String?
    package var timeLimits: HTTPTimeLimits

    /// Makes an endpoint; slashes at the end of `baseURL` are dropped.
    package init(
        name: String, displayName: String? = nil, baseURL: String, authentication: ProviderAuthentication = .bearer,
        headers: [(name: String, value: String)] = [], quirks: ProviderQuirks = ProviderQuirks(),
        locality: ModelProfile.Locality = .cloud, keyVariables: [String] = [], keyPage: String? = nil,
        timeLimits: HTTPTimeLimits = HTTPTimeLimits()
    ) {
        self.name = name
        self.displayName = displayName ?? name
        var trimmed = baseURL[...]
        while trimmed.last == "/" { trimmed = trimmed.dropLast() }
        self.baseURL = String(trimmed)
        self.authentication = authentication
        self.headers = headers
        self.quirks = quirks
        self.locality = locality
        self.keyVariables = keyVariables
        self.keyPage = keyPage
        self.timeLimits = timeLimits
    }

    /// Whether a request without a key cannot succeed; a server on this machine or network may do without.
    package var needsKey: Bool {
        authentication != .none && locality == .cloud && !LocalAddress.isLocal(baseURL)
    }

    /// Returns the address of a path; `{model}` in it becomes the name.
    func url(_ path: String, model: String) -> String {
        guard let mark = path.utf8.firstIndex(of: UInt8(ascii: "{")), path[mark...].hasPrefix("{model}") else {
            return baseURL + path
        }
        return baseURL + path[..<mark] + model + path[path.index(mark, offsetBy: 7)...]
    }
}
