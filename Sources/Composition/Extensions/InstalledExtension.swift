package import AgentRuntime

/// An extension that is there, and whether it takes part.
package struct InstalledExtension: Sendable, Hashable {
    /// What becomes of an extension.
    package enum State: String, Sendable, Hashable {
        /// It takes part.
        case on
        /// It was switched off.
        case off
        /// One of the same name in a nearer place runs instead.
        case overridden
        /// It failed too often in a row.
        case quarantined
        /// Nobody agreed yet to what it may do.
        case unaccepted
        /// Its manifest is wrong.
        case broken
    }

    /// Its name.
    package var name: String
    /// Its version.
    package var version: String
    /// Where it is.
    package var place: ExtensionPlace
    /// What becomes of it.
    package var state: State
    /// What it does, one line.
    package var summary: String
    /// Its place among the handlers of a point.
    package var order: Int
    /// Why it does not take part, and since when it is quarantined.
    package var detail: String?
    /// When its quarantine began.
    package var since: Timestamp?
    /// The points at which it takes part, as far as its manifest says.
    package var points: [HookPoint] = []
    /// Its folder or address; nil when it is compiled in.
    package var source: String?
}
