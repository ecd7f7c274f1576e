/// Why a batch could not be submitted or collected.
public struct BatchError: Error, Sendable, CustomStringConvertible {
    /// The kinds.
    public enum Code: String, Sendable, Hashable {
        /// The file or the arguments are wrong.
        case usage
        /// Nothing of that file was submitted.
        case notSubmitted = "not_submitted"
        /// The file was changed, or the state beside the ledger cannot be read or written.
        case state
    }

    /// The kind.
    public let code: Code
    /// What happened and what to do.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
