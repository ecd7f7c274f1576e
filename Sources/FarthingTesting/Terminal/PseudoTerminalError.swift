/// What went wrong with a program that is driven through a pseudo-terminal.
public struct PseudoTerminalError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: Sendable {
        /// The pseudo-terminal could not be made, or the program not started.
        case cannotStart
        /// What was waited for did not come in time.
        case timedOut
        /// The program ended before what was waited for came.
        case ended
        /// The program wrote more than 16 MiB.
        case tooMuchOutput
    }

    /// The kind of failure.
    public let code: Code
    /// What was waited for, and what the screen showed.
    public let description: String
}
