package import Sandboxing

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

    /// Makes a sandbox for commands.
    package init(
        backend: SandboxBackend?, network: Bool = true, readable: [String] = [], writable: [String] = []
    ) {
        self.backend = backend
        self.network = network
        self.readable = readable
        self.writable = writable
    }

    /// How a command is started.
    func plan(_ command: ShellCommand, workspace: String) -> SandboxPlan {
        var plan = SandboxPlan(
            path: command.shell, arguments: [command.shell, "-c", command.text], environment: command.environment,
            directory: command.directory, readable: readable, writable: [workspace] + writable, network: network,
            limits: SandboxPlan.Limits(
                memory: 4 << 30, processes: 512, cpu: Int(command.timeLimit.components.seconds) + 60))
        plan.merged = true
        plan.keepsUser = true
        return plan
    }
}
