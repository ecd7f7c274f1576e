package import ArgumentParser
import Terminal

/// `farthing`: the whole command line.
package struct FarthingCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "farthing", abstract: "An agent that watches every penny.",
        version: FarthingVersion.text,
        subcommands: [
            ChatCommand.self,
            RunCommand.self,
            ServeCommand.self,
            KeysCommand.self,
            ConversationsCommand.self,
            CostsCommand.self,
            BudgetsCommand.self,
            ModelsCommand.self,
            RouteCommand.self,
            SimulateCommand.self,
            TokensCommand.self,
            CompressCommand.self,
            BatchCommand.self,
            ExtensionsCommand.self,
            ConfigCommand.self,
            DoctorCommand.self,
        ],
        defaultSubcommand: ChatCommand.self)

    package init() {}

    /// Writes what is wrong with the usage to standard error.
    package static func complain(_ error: any Error) {
        let output = TerminalOutput(descriptor: 2, environment: [:])
        // What cannot be written to standard error cannot be reported anywhere.
        try? output.writeLine(fullMessage(for: error))
    }
}
