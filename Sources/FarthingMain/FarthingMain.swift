public import AgentRuntime
import ArgumentParser
import Commands

/// The whole product — prompt, one-shot command, server and all other commands — as a program of one's own, with
/// extensions and tools that are compiled into it.
///
/// ```swift
/// @main struct Assistant {
///     static func main() async { await FarthingMain.run(extensions: [Politeness()]) }
/// }
/// ```
public enum FarthingMain {
    /// Runs the command line of this process and ends with its exit code where that is not 0.
    ///
    /// - Parameters:
    ///   - extensions: run beside the bundled ones, and instead of a bundled one of the same name.
    ///   - tools: offered beside the bundled ones, and instead of a bundled one of the same name.
    public static func run(extensions: [any AgentRuntime.Extension] = [], tools: [any DynamicTool] = []) async {
        await ProgramAdditions.$current.withValue(ProgramAdditions(extensions: extensions, tools: tools)) {
            await runCommand()
        }
    }

    /// Wrong usage exits with 2, as documented, not with sysexits' 64 that the argument parser would choose.
    private static func runCommand() async {
        do {
            var command = try FarthingCommand.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            let isWrongUsage = FarthingCommand.exitCode(for: error) == .validationFailure
            guard isWrongUsage else { FarthingCommand.exit(withError: error) }
            FarthingCommand.complain(error)
            FarthingCommand.exit(withError: ExitCode(2))
        }
    }
}
