/// How a child is brought to its end, as a value: its input is closed, then SIGTERM, then SIGKILL.
struct ChildLifetime: Sendable, Hashable {
    /// What is to be done now.
    enum Step: Sendable, Hashable {
        /// Nothing until then; nil for as long as nothing happens.
        case wait(until: Duration?)
        /// Close its input, which asks it to end.
        case closeInput
        /// Send SIGTERM to its group.
        case terminate
        /// Send SIGKILL to its group.
        case kill
        /// It is over.
        case finish
    }

    private enum Phase: Hashable { case running, closing(Duration), terminating(Duration), killed(Duration), over }

    /// How long each asking is given before the next, harder one.
    let grace: Duration
    private var phase = Phase.running
    /// Its end was asked for.
    var isStopping = false
    /// Its end is urgent: no asking.
    var isKilled = false
    /// The process has ended.
    var hasEnded = false

    init(grace: Duration) { self.grace = grace }

    /// Says what is to be done at a time, and moves on.
    mutating func next(at now: Duration) -> Step {
        switch phase {
        case .over: return .finish
        case .killed(let until):
            // What SIGKILL does not end within the grace is beyond us: it waits in the kernel.
            guard !hasEnded, now < until else {
                phase = .over
                return .finish
            }
            return .wait(until: until)
        case _ where hasEnded, _ where isKilled:
            // What it started may have outlived it.
            phase = .killed(now + grace)
            return .kill
        case .running:
            guard isStopping else { return .wait(until: nil) }
            phase = .closing(now + grace)
            return .closeInput
        case .closing(let until):
            guard now >= until else { return .wait(until: until) }
            phase = .terminating(now + grace)
            return .terminate
        case .terminating(let until):
            guard now >= until else { return .wait(until: until) }
            phase = .killed(now + grace)
            return .kill
        }
    }
}
