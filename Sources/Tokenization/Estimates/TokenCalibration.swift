/// How many tokens a model reports for each that its stand-in encoding counts, learnt from its reports.
///
/// A value that the caller keeps per model, next to the ledger that the reports come from. The ratio is of the sums,
/// with earlier calls fading out, so that long calls weigh more than short ones; one odd report cannot move it far.
public struct TokenCalibration: Hashable, Sendable, Codable {
    /// The bounds of the ratio.
    public static let range = 0.25...4.0
    /// What the sums are multiplied with at each report: about the last hundred calls count.
    private static let memory = 0.99
    /// Tokens of belief in the ratio 1 to begin with.
    private static let prior = 500.0

    private var estimated: Double
    private var reported: Double
    /// The reports taken in.
    public private(set) var samples: Int

    /// Knows nothing: the ratio is 1.
    public init() {
        estimated = 0
        reported = 0
        samples = 0
    }

    /// Reported tokens for each one counted, within `range`.
    public var ratio: Double {
        let value = (reported + Self.prior) / (estimated + Self.prior)
        return min(max(value, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Takes in one call: the count by the stand-in encoding, before ratio and buffer, and what the provider reported.
    ///
    /// Calls with nothing on either side, and reports beyond `range` (another kind of usage, or a broken provider),
    /// are ignored; returns whether the report was taken in.
    @discardableResult
    public mutating func record(estimated count: Int, reported tokens: Int) -> Bool {
        guard count > 0, tokens > 0, Self.range.contains(Double(tokens) / Double(count)) else { return false }
        estimated = estimated * Self.memory + Double(count)
        reported = reported * Self.memory + Double(tokens)
        samples = samples == .max ? .max : samples + 1
        return true
    }

    /// Reads what was kept; sums that are not finite or negative are taken as none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let estimated = try container.decode(Double.self, forKey: .estimated)
        let reported = try container.decode(Double.self, forKey: .reported)
        self.init()
        guard estimated.isFinite, reported.isFinite, estimated >= 0, reported >= 0 else { return }
        self.estimated = estimated
        self.reported = reported
        samples = max(0, try container.decode(Int.self, forKey: .samples))
    }

    private enum CodingKeys: String, CodingKey { case estimated, reported, samples }
}
