/// Under which terms a request is billed.
public struct CallTerms: Sendable, Hashable {
    /// The service level.
    public var tier: ServiceTier
    /// When it is billed; nil prices at peak hours.
    public var at: BillingTime?
    /// The surcharges that apply, where the model has them.
    public var uplifts: PriceUplift

    /// Makes terms.
    public init(tier: ServiceTier = .standard, at: BillingTime? = nil, uplifts: PriceUplift = []) {
        self.tier = tier
        self.at = at
        self.uplifts = uplifts
    }

    /// The usual terms.
    public static let standard = CallTerms()
}
