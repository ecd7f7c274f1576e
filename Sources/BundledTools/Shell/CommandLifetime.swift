/// When a command's processes are signalled and when it is over: a value that is told what happened and says what to do
/// next. Times are those of any clock that never runs backwards.
struct CommandLifetime {
    /// Why a command came to its end.
    enum Cause: Sendable, Hashable {
        /// It ended by itself.
        case ended
        /// It took too long.
        case timedOut
        /// It was asked to stop.
        case stopped
    }

    /// What to do next.
    enum Action: Equatable {
        /// Wait for something to happen until this time, then ask again.
        case wait(until: Duration)
        /// Send the group SIGTERM, then ask again.
        case terminate
        /// Send the group SIGKILL, then ask again.
        case kill
        /// Release the child: it is over, or cannot be killed.
        case finish
    }

    private enum Stage {
        case running
        /// The shell has ended, but processes it started hold its output.
        case lingering(until: Duration)
        case terminating(until: Duration)
        case killed(at: Duration)
    }

    /// How long processes that outlive the shell may go on writing.
    static let linger = Duration.milliseconds(500)
    /// How long after SIGKILL the output of a process that left the group is waited for.
    static let settle = Duration.milliseconds(20)
    /// How long after SIGKILL a process that does not die is waited for, e.g. one that hangs in the kernel.
    static let patience = Duration.seconds(1)

    private let deadline: Duration
    private let grace: Duration
    private var stage = Stage.running

    /// Whether the shell has ended.
    var hasEnded = false
    /// Whether nobody holds its output any more.
    var outputEnded = false
    /// Whether it shall stop.
    var stopRequested = false
    private(set) var cause = Cause.ended
    /// Whether processes that outlived the shell were ended.
    private(set) var endedOthers = false

    /// Makes the lifetime of a command that starts now.
    init(startingAt now: Duration, timeLimit: Duration, grace: Duration) {
        deadline = now + timeLimit
        self.grace = grace
    }

    /// What to do next.
    mutating func next(at now: Duration) -> Action {
        switch stage {
        case .running:
            if hasEnded, outputEnded { return kill(at: now) }
            if hasEnded {
                stage = .lingering(until: now + Self.linger)
                return .wait(until: now + Self.linger)
            }
            if stopRequested { return terminate(.stopped, at: now) }
            return now >= deadline ? terminate(.timedOut, at: now) : .wait(until: deadline)
        case .lingering(let until):
            if outputEnded { return kill(at: now) }
            guard stopRequested || now >= until else { return .wait(until: until) }
            endedOthers = true
            return terminate(.ended, at: now)
        case .terminating(let until):
            return (hasEnded && outputEnded) || now >= until ? kill(at: now) : .wait(until: until)
        case .killed(let at):
            if hasEnded {
                return outputEnded || now >= at + Self.settle ? .finish : .wait(until: at + Self.settle)
            }
            return now >= at + Self.patience ? .finish : .wait(until: at + Self.patience)
        }
    }

    private mutating func terminate(_ cause: Cause, at now: Duration) -> Action {
        self.cause = cause
        stage = .terminating(until: now + grace)
        return .terminate
    }

    /// Always at the end: what has closed its output may still run.
    private mutating func kill(at now: Duration) -> Action {
        stage = .killed(at: now)
        return .kill
    }
}
