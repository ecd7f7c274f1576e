#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A short command of the program's own, for what other programs know or do: it has no terminal and no input, is ended
/// when it takes too long, and never sees a secret of the environment.
package struct QuietCommand: Sendable {
    /// How it ended.
    package struct Result: Sendable, Hashable {
        /// Its exit status; nil when a signal or the time limit ended it.
        package var status: Int32?
        /// What it printed, both streams, at most 64 KiB.
        package var output: String
    }

    private let text: String
    private let variables: [String: String]
    private let timeLimit: Duration

    /// Makes a command for `sh -c`. What is not fixed text goes in by `variables`, so that nothing has to be quoted.
    package init(_ text: String, variables: [String: String] = [:], timeLimit: Duration = .seconds(5)) {
        self.text = text
        self.variables = variables
        self.timeLimit = timeLimit
    }

    /// Runs it to its end.
    ///
    /// - Throws: `ToolFailure` when it cannot be started; `CancellationError`.
    package func run() async throws -> Result {
        let environment = CommandEnvironment(base: nil, keeping: []).variables(workingIn: "/")
        let command = ShellCommand(
            shell: "/bin/sh", text: text, directory: "/",
            environment: environment.merging(variables, uniquingKeysWith: { $1 }), timeLimit: timeLimit,
            grace: .milliseconds(50), outputLimit: 65_536)
        let result = try await command.run { _ in }
        guard case .exited(let status) = result.status else { return Result(status: nil, output: result.output.text) }
        return Result(status: status, output: result.output.text)
    }
}
