import ArgumentParser
import Commands

@main struct Farthing {
    /// Wrong usage exits with 2, as documented, not with sysexits' 64 that the argument parser would choose.
    static func main() async {
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
