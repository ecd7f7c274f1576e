import Sandboxing

/// A command to run, with all that bounds it.
struct ShellCommand: Sendable {
    /// The shell's path; it gets `-c` and the text.
    var shell: String
    /// The command.
    var text: String
    /// The folder to run it in.
    var directory: String
    /// Its environment, whole.
    var environment: [String: String]
    /// The longest it may take.
    var timeLimit: Duration
    /// How long after SIGTERM comes SIGKILL.
    var grace: Duration
    /// The most bytes of output that are kept, and that are shown while it runs.
    var outputLimit: Int
    /// What it is confined by; nil runs it with the rights of this process.
    var confinement: (backend: SandboxBackend, plan: SandboxPlan)?
}
