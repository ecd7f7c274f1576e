import CEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The rule by which Ctrl-C and ending signals lead out of the program.
///
/// Ctrl-C leaves when it follows another Ctrl-C with no message between them and finds an empty line. A second SIGTERM
/// kills the process, terminal restored, as the first was not heeded.
struct ExitKeys {
    enum Meaning: Equatable {
        case interrupt
        case hangup
        case none
    }

    private(set) var hasHungUp = false
    private var isArmed = false
    private var terminations = 0

    mutating func take(signal number: Int32) -> Meaning {
        switch number {
        case SIGINT:
            return .interrupt
        case SIGTERM, SIGHUP:
            if number == SIGTERM { terminations += 1 }
            if terminations > 1 {
                cedit_terminal_restore()
                cedit_signals_remove()
                kill(getpid(), SIGTERM)
            }
            hasHungUp = true
            return .hangup
        default: return .none
        }
    }

    mutating func hangUp() {
        hasHungUp = true
    }

    /// Says that a turn was interrupted.
    mutating func turnInterrupted() {
        isArmed = true
    }

    /// Says that a message was sent.
    mutating func lineTaken() {
        isArmed = false
    }

    /// Returns what Ctrl-C at a prompt means.
    mutating func interrupted(emptyLine: Bool) -> LineEvent {
        defer { isArmed = true }
        return isArmed && emptyLine ? .quit : .interrupted
    }
}
