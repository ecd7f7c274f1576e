/// Why a stored predictor or a training file cannot be used.
package struct PredictorError: Error, Sendable, CustomStringConvertible {
    /// The kinds.
    package enum Code: String, Sendable {
        /// It cannot be read or written.
        case unreadable
        /// It is no predictor, or damaged.
        case damaged
        /// It was written by a newer version.
        case newerVersion = "newer_version"
        /// It holds nothing to learn from.
        case empty
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
