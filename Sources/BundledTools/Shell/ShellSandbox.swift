package import Sandboxing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What commands of the shell tool are confined by.
public struct ShellSandbox: Sendable {
    /// What confines them; nil when this machine has nothing, and then they are refused.
    let backend: SandboxBackend?
    /// Whether they may use the network.
    let network: Bool
    /// What they may read beside the workspace and the system's programs, absolute.
    let readable: [String]
    /// What they may change beside the workspace, absolute.
    let writable: [String]
    /// How much of the machine a command may use.
    let limits: SandboxPlan.Limits

    /// Makes a sandbox for commands.
    package init(
        backend: SandboxBackend?, network: Bool = true, readable: [String] = [], writable: [String] = [],
        limits: SandboxPlan.Limits = SandboxPlan.Limits(memory: ShellSandbox.mostMemory, processes: 2048)
    ) {
        self.limits = limits
        self.backend = backend
        self.network = network
        self.readable = readable
        self.writable = writable
    }

    /// Three quarters of the machine's memory, at least 4 GiB: a build runs many compilers at once.
    package static let mostMemory = max(4 << 30, sysconf(Int32(_SC_PHYS_PAGES)) / 4 * 3 * sysconf(Int32(_SC_PAGESIZE)))

    /// How a command is started.
    func plan(_ command: ShellCommand, workspace: String) -> SandboxPlan {
        var plan = SandboxPlan(
            path: command.shell, arguments: [command.shell, "-c", command.text], environment: command.environment,
            directory: command.directory, readable: readable, writable: [workspace] + writable, network: network,
            limits: SandboxPlan.Limits(
                memory: limits.memory, processes: limits.processes,
                cpu: Int(command.timeLimit.components.seconds) + 60))
        plan.merged = true
        plan.keepsUser = true
        return plan
    }
}
