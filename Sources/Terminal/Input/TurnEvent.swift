/// What the user does while the agent works.
package enum TurnEvent: Sendable, Equatable {
    /// Ctrl-C.
    case interrupt
    /// A message typed and sent with Enter.
    case typedLine(String)
    /// The terminal went away, or the process was asked to end.
    case hangup
}
