/// What a request can use at most, as far as is known before it is sent.
///
/// What is not narrowed is assumed to happen, so the default is safe for any text request.
public struct CallBounds: Sendable, Hashable {
    /// The lifetimes of caches that the prompt may be written to.
    public struct CacheWrites: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8
        /// Makes a set of its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// 5 minutes, or the vendor's only kind.
        public static let fiveMinutes = CacheWrites(rawValue: 1)
        /// 1 hour.
        public static let oneHour = CacheWrites(rawValue: 2)
        /// 12 hours.
        public static let twelveHours = CacheWrites(rawValue: 4)
        /// Any.
        public static let all: CacheWrites = [.fiveMinutes, .oneHour, .twelveHours]
    }

    /// Tokens of the prompt, at most.
    public var promptTokens: Int
    /// Tokens of the answer, reasoning included, at most; nil for what the model's own limit allows.
    public var maxOutputTokens: Int?
    /// The service tiers the request may be billed at: a provider may serve `flex` or `priority` as `standard`.
    public var tiers: Set<ServiceTier>
    /// The surcharges that may apply.
    public var uplifts: PriceUplift
    /// The caches the prompt may be written to.
    public var cacheWrites: CacheWrites
    /// Whether the prompt may hold audio.
    public var hasAudio: Bool
    /// Whether the prompt may hold images.
    public var hasImages: Bool
    /// Whether the answer may hold audio.
    public var answersInAudio: Bool
    /// Whether the answer may hold images.
    public var answersInImages: Bool
    /// How often tools at the provider may be used.
    public var serverTools: [ServerTool: Int]
    /// What else may be billed, at most.
    public var units: [BilledUnit: Int]

    /// Makes bounds. `tier` is the one asked for; the standard tier is always possible besides it.
    public init(
        promptTokens: Int, maxOutputTokens: Int?, tier: ServiceTier = .standard, uplifts: PriceUplift = [],
        cacheWrites: CacheWrites = .all, hasAudio: Bool = false, hasImages: Bool = true, answersInAudio: Bool = false,
        answersInImages: Bool = false, serverTools: [ServerTool: Int] = [:], units: [BilledUnit: Int] = [:]
    ) {
        self.promptTokens = promptTokens
        self.maxOutputTokens = maxOutputTokens
        // A batch is its own endpoint: it is never billed as anything else.
        self.tiers = tier == .batch ? [.batch] : [tier, .standard]
        self.uplifts = uplifts
        self.cacheWrites = cacheWrites
        self.hasAudio = hasAudio
        self.hasImages = hasImages
        self.answersInAudio = answersInAudio
        self.answersInImages = answersInImages
        self.serverTools = serverTools
        self.units = units
    }
}
