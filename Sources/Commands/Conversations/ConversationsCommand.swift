package import ArgumentParser

/// `farthing conversations`: what is stored.
package struct ConversationsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "conversations", abstract: "List, show, export, import and delete stored conversations.",
        subcommands: [
            ConversationsListCommand.self, ConversationsShowCommand.self, ConversationsExportCommand.self,
            ConversationsImportCommand.self, ConversationsDeleteCommand.self,
        ],
        defaultSubcommand: ConversationsListCommand.self)

    package init() {}
}
