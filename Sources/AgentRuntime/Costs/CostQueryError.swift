/// Why a question about costs has no answer.
public struct CostQueryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds.
    public enum Code: String, Sendable, Hashable {
        /// Costs cannot be counted by that.
        case unknownDimension = "unknown_dimension"
        /// There is no period of that width.
        case unknownPeriod = "unknown_period"
        /// The text is no length of time.
        case malformedDuration = "malformed_duration"
        /// There is no time zone of that name.
        case unknownTimeZone = "unknown_time_zone"
        /// The range ends before it begins.
        case emptyRange = "empty_range"
        /// The range has more periods than an answer may have.
        case tooManyPeriods = "too_many_periods"
    }

    /// The kind.
    public var code: Code
    /// What is wrong and what would be right.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
