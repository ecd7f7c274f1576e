package import ArgumentParser

/// `farthing models`: the price list.
package struct ModelsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List models, show what they cost, price a call, update the price list.",
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsPriceCommand.self, ModelsUpdateCommand.self,
        ],
        defaultSubcommand: ModelsListCommand.self)

    package init() {}
}
