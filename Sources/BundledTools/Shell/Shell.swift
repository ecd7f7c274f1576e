public import AgentRuntime
public import LanguageModels
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The tool that runs a command in a shell.
///
/// The command has no input and no terminal, an environment without secrets, and a session of its own: everything it
/// started is ended with it, by SIGTERM and then SIGKILL, when it takes too long, when the turn is cancelled, and when
/// the shell itself is done. (A process that leaves its session on purpose escapes that.) A status other than 0 is a
/// normal result.
public struct Shell: DynamicTool {
    /// When a person is asked before a command runs.
    public enum Approval: Sendable, Hashable {
        /// Before every command. The answer "always" holds for the conversation.
        case always
        /// Before the first use of each program in a conversation; before every command that is more than one program
        /// with plain words.
        case once
        /// Never: commands run with the rights of this process.
        case never
    }

    struct Arguments: ToolArguments {
        @Parameter("The command, as for sh -c.") var command: String
        @Parameter("Seconds after which it is stopped.") var timeout_seconds: Int?
        @Parameter("The folder to run it in, relative to the workspace; the workspace itself unless given.")
        var directory: String?
    }

    private let ask: Approval
    private let timeLimit: Duration
    private let outputLimit: Int
    private let grace: Duration
    private let environment: CommandEnvironment
    private let path: String
    private let sandbox: ShellSandbox?
    private let approved = NIOLockedValueBox<Set<String>>([])

    /// Makes the tool.
    ///
    /// - Parameters:
    ///   - ask: when a person is asked.
    ///   - timeLimit: the longest a command may take; the model may ask for less.
    ///   - outputLimit: the most bytes of output the model is given, from the beginning and the end of it, and the most
    ///     that are shown while it runs.
    ///   - grace: how long after SIGTERM comes SIGKILL.
    ///   - environment: the command's environment before secrets are taken out; nil for that of this process.
    ///   - keeping: names that are passed on although they look like secrets.
    ///   - sandbox: what commands are confined by; nil runs them with the rights of this process.
    ///   - shell: the shell's path; nil for `/bin/bash` where there is one, else `/bin/sh`.
    public init(
        ask: Approval = .always, timeLimit: Duration = .seconds(120), outputLimit: Int = 65_536,
        grace: Duration = .milliseconds(50), environment: [String: String]? = nil, keeping: Set<String> = [],
        sandbox: ShellSandbox? = nil, shell: String? = nil
    ) {
        self.sandbox = sandbox
        self.ask = ask
        self.timeLimit = timeLimit
        self.outputLimit = outputLimit
        self.grace = grace
        self.environment = CommandEnvironment(base: environment, keeping: keeping)
        path = shell ?? (access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh")
    }

    /// `shell`.
    public var definition: ToolDefinition {
        let seconds = timeLimit.components.seconds
        return ToolDefinition(
            name: "shell",
            description: "Runs a command with \(path) in the workspace and returns its output and exit status. "
                + "It gets no input and no terminal, and is stopped after \(seconds) s. What it leaves running in the "
                + "background is ended with it. Its environment holds no keys or tokens.",
            parameters: Arguments.schema)
    }

    /// Runs the command and reports its output while it runs.
    ///
    /// - Throws: `HookRefusal` when the person says no; `ToolFailure` when the command cannot be started;
    ///   `CancellationError`, once all its processes have ended.
    public func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        let arguments = try Arguments(of: invocation)
        guard arguments.command.contains(where: { !$0.isWhitespace }) else {
            throw ToolFailure("The command is empty. Give the command to run.")
        }
        guard !arguments.command.utf8.contains(0) else {
            throw ToolFailure("The command holds a NUL character, which no shell takes. Leave it out.")
        }
        let seconds = arguments.timeout_seconds ?? .max
        guard seconds > 0 else { throw ToolFailure("timeout_seconds must be at least 1, found \(seconds).") }
        let folder = try FilePlace(arguments.directory ?? ".", in: run.workspace)
        try folder.requireFolder()
        try await approve(arguments.command, in: folder, run: run)
        var command = ShellCommand(
            shell: path, text: arguments.command, directory: folder.path,
            environment: environment.variables(workingIn: folder.path),
            timeLimit: min(timeLimit, .seconds(min(seconds, 1_000_000))), grace: grace, outputLimit: outputLimit)
        if let sandbox {
            guard let backend = sandbox.backend else {
                throw ToolFailure(
                    "Commands run in a sandbox here, and this machine has none: `farthing doctor` says what to install."
                )
            }
            command.confinement = (backend, sandbox.plan(command, workspace: run.workspace))
        }
        let result = try await command.run { text in
            try await run.emit(.toolProgress(ToolProgress(id: invocation.id, name: invocation.name, text: text)))
        }
        return ToolOutput(result.report(timeLimit: command.timeLimit))
    }

    private func approve(_ command: String, in folder: FilePlace, run: Run) async throws {
        let place = folder.isInside ? "" : " in \(folder.path), outside the workspace"
        let question = Question(asker: "shell", text: "Run this command\(place)?", detail: command)
        switch ask {
        case .never where folder.isInside: return
        case .never, .always: try await run.approve(question)
        case .once:
            guard folder.isInside, let program = Self.program(of: command) else {
                return try await run.approve(question)
            }
            let key = "\(run.conversation) \(program)"
            if approved.withLockedValue({ $0.contains(key) }) { return }
            try await run.approve(question)
            // Bounded: what is forgotten is asked again.
            approved.withLockedValue { approved in
                if approved.count >= 4096 { approved.removeAll() }
                approved.insert(key)
            }
        }
    }

    /// The program of a command that is nothing but a program and plain words; nil for any other.
    static func program(of command: String) -> String? {
        let plain = command.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                true
            default: " -_./:,+@%".utf8.contains(byte)
            }
        }
        let words = command.split(separator: " ")
        // Programs that run another one say nothing by their name.
        let runners: Set<Substring> = [
            "sudo", "env", "sh", "bash", "dash", "zsh", "xargs", "nohup", "exec", "eval", "command", "time", "nice",
            "timeout", "setsid", "doas", "su", "find", "watch", "stdbuf", "busybox", "ssh",
        ]
        guard plain, let first = words.first else { return nil }
        let name = first.split(separator: "/").last ?? first
        return runners.contains(name) ? nil : String(first)
    }
}
