#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How a command ended.
struct CommandResult: Sendable {
    /// What the system says of its end.
    enum Status: Sendable, Hashable {
        /// It exited with this status.
        case exited(Int32)
        /// This signal ended it.
        case signalled(Int32)
        /// It did not die, or the system has forgotten it.
        case unknown
    }

    /// What the system says.
    var status: Status
    /// Why it ended.
    var cause: CommandLifetime.Cause
    /// Whether processes that outlived the shell were ended.
    var endedOthers: Bool
    /// Its output.
    var output: BoundedOutput
    /// How long it took.
    var duration: Duration
}

/// A command could not be started.
struct CommandStartFailure: Error, Sendable {
    /// The system's error number.
    var code: Int32
}

extension CommandResult {
    /// The result as the model reads it: the output, then one line in brackets on how it ended.
    func report(timeLimit: Duration) -> String {
        var facts: [String] = []
        switch (cause, status) {
        case (.timedOut, _):
            facts.append("stopped after \(timeLimit.components.seconds) s, its time limit, with all it had started")
        case (_, .exited(let status)): facts.append("exit status \(status)")
        case (_, .signalled(let signal)):
            facts.append("ended by signal \(signal), \(String(cString: strsignal(signal)))")
        case (_, .unknown): facts.append("exit status unknown")
        }
        if endedOthers { facts.append("processes it left running were ended") }
        if output.total == 0 { facts.append("no output") }
        let text = output.text
        return (text.isEmpty || text.hasSuffix("\n") ? text : text + "\n") + "[\(facts.joined(separator: "; "))]"
    }
}
