/// A price list that is not taken.
public struct PriceListError: Error, Sendable, CustomStringConvertible {
    /// Why.
    public enum Code: String, Sendable, Hashable {
        /// Not a price list in LiteLLM's schema, or not JSON at all.
        case malformed
        /// Too many of the models in use are gone.
        case shrank
        /// Too many entries fail their checks.
        case failsChecks = "fails_checks"
        /// A compact list that is damaged.
        case damaged
        /// A price in the settings that cannot be read.
        case badOverlay = "bad_price"
    }

    /// Why.
    public var code: Code
    /// What happened and what to do.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What happened and what to do.
    public var description: String { message }
}
