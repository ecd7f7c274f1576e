package import ArgumentParser

/// `farthing extensions`: what changes how the agent behaves.
package struct ExtensionsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "extensions",
        abstract: "List, explain, switch, make, test, pack, sign and install extensions.",
        discussion: """
            Extensions are looked for in ./Extensions, then in the extensions folder of your settings, then among those \
            that come with the product; of one name the nearest runs.
            """,
        subcommands: [
            ExtensionsListCommand.self, ExtensionsExplainCommand.self, ExtensionsEnableCommand.self,
            ExtensionsDisableCommand.self, ExtensionsNewCommand.self, ExtensionsTestCommand.self,
            ExtensionsReplayCommand.self, ExtensionsPackCommand.self, ExtensionsInstallCommand.self,
            ExtensionsRemoveCommand.self, ExtensionsRollbackCommand.self, ExtensionsKeygenCommand.self,
            ExtensionsTrustCommand.self,
        ])

    package init() {}
}
