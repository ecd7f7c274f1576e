/// What came of waiting for a line.
package enum LineEvent: Sendable, Equatable {
    /// A whole message, continuations joined with newlines and pastes expanded, without the final newline.
    case line(String)
    /// Ctrl-C: the line, if any, was dropped.
    case interrupted
    /// Ctrl-C at an empty prompt right after another Ctrl-C: the user wants to leave.
    case quit
    /// Ctrl-D at an empty prompt, or the end of piped input.
    case endOfInput
    /// The terminal went away, or the process was asked to end (SIGHUP, SIGTERM). Every later call returns this too.
    case hangup
}
