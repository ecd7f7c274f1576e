/// What a model can take and do, as data.
public struct ModelProfile: Sendable, Hashable, Codable {
    /// Where a model runs, which decides whether its traffic leaves the machine.
    public enum Locality: String, Sendable, Hashable, Codable {
        /// On this machine or network.
        case local
        /// At a provider.
        case cloud
    }

    /// The model.
    public var id: ModelID
    /// The largest prompt plus answer, in tokens; nil when not known.
    public var contextWindow: Int?
    /// The longest answer, in tokens; nil when not known.
    public var maxOutputTokens: Int?
    /// Whether it takes tool definitions and answers with tool calls of its own. Without, tools are called by one
    /// JSON object in the text.
    public var callsTools: Bool
    /// Whether it takes images.
    public var seesImages: Bool
    /// Where it runs.
    public var locality: Locality

    /// Makes a profile; the defaults are those of a current hosted chat model.
    public init(
        id: ModelID, contextWindow: Int? = nil, maxOutputTokens: Int? = nil, callsTools: Bool = true,
        seesImages: Bool = false, locality: Locality = .cloud
    ) {
        self.id = id
        self.contextWindow = contextWindow
        self.maxOutputTokens = maxOutputTokens
        self.callsTools = callsTools
        self.seesImages = seesImages
        self.locality = locality
    }
}
