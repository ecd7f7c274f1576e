#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Watches what all processes of a program use together: the kernel's own limits are those of each process, and that of
/// their number does not bind root.
///
/// A look costs one small read while nobody on the machine has started a process since the last one, and the program
/// has one alone. Where there is no /proc nothing is seen.
package struct SandboxWatch: Sendable {
    /// What was used beyond the limits.
    package enum Excess: Sendable, Hashable, CustomStringConvertible {
        /// More memory than this, in bytes.
        case memory(Int)
        /// More processes and threads than this.
        case processes(Int)

        /// What happened, for a person.
        package var description: String {
            switch self {
            case .memory(let limit): "its processes used more than \(limit >> 20) MiB of memory together"
            case .processes(let limit): "it ran more than \(limit) processes and threads at once"
            }
        }
    }

    /// How often it looks; whoever has it asks at least as often.
    package static let interval = Duration.milliseconds(200)
    /// bubblewrap's own processes.
    private static let own = 2

    private let leader: Int32
    private let limits: SandboxPlan.Limits
    private var nextLook = Duration.zero
    private var newest: Int?
    private var members: [Int32] = []

    /// - Parameter leader: the program's first process, leader of its session.
    package init(leader: Int32, limits: SandboxPlan.Limits) {
        self.leader = leader
        self.limits = limits
    }

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// Looks, where it is time to; nil while all is within the limits.
    package mutating func excess() -> Excess? {
        let begin = Self.now
        guard begin >= nextLook else { return nil }
        // On a machine with many busy processes a look takes long: at most a fiftieth of a processor.
        defer { nextLook = Self.now + max(Self.interval, (Self.now - begin) * 50) }
        return look()
    }

    private mutating func look() -> Excess? {
        guard let now = ProcessTable.newestProcess else { return nil }
        if now != newest {
            newest = now
            let table = ProcessTable.read()
            let found = table.members(ledBy: leader)
            members = found.map(\.id)
            if found.reduce(0, { $0 + $1.threads }) > limits.processes + Self.own {
                return .processes(limits.processes)
            }
        }
        // What one alone uses the kernel limits.
        guard members.count > 1 else { return nil }
        let resident = members.reduce(0) { $0 + ProcessTable.memory(of: $1) }
        guard resident > limits.memory else { return nil }
        // What they share was counted for each of them.
        let together = members.reduce(0) { $0 + (ProcessTable.share(of: $1) ?? ProcessTable.memory(of: $1)) }
        return together > limits.memory ? .memory(limits.memory) : nil
    }
}
