/// Circumstances for which a vendor multiplies all token prices of a request.
public struct PriceUplift: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8
    /// Makes a set of its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Data residency in the European Union (`eu.api.openai.com`).
    public static let residencyEU = PriceUplift(rawValue: 1)
    /// Data residency in the United States (`us.api.openai.com`).
    public static let residencyUS = PriceUplift(rawValue: 2)
    /// A regional endpoint instead of the global one (Vertex AI).
    public static let regionalEndpoint = PriceUplift(rawValue: 4)
    /// Inference pinned to the United States (Anthropic's `inference_geo`).
    public static let geoUS = PriceUplift(rawValue: 8)
    /// Anthropic's fast mode.
    public static let fastMode = PriceUplift(rawValue: 16)
}
