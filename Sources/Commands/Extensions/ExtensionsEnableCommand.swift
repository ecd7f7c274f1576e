package import ArgumentParser
import Composition
import ExactJSON
import Terminal

/// `farthing extensions enable`: switches an extension on, ends its quarantine, agrees to what it may do.
package struct ExtensionsEnableCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Switch an extension on, and agree to what it may do.",
        discussion: "Ends its quarantine too. What it may do is shown, as before its first run in a conversation.")

    @Argument(help: "The extension's name.")
    var name: String

    @OptionGroup var place: PlaceOption
    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            let done = try catalogue.enable(name, in: place.place)
            try ExtensionsOptions.report(done, otherwise: "\(name) is on already", json: options.json, output)
        }
    }
}
