package import ArgumentParser
import Composition
import Terminal

/// `farthing extensions disable`: switches an extension off in its place.
package struct ExtensionsDisableCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Switch an extension off in its place.",
        discussion: "One of the same name in a farther place then runs instead.")

    @Argument(help: "The extension's name.")
    var name: String

    @OptionGroup var place: PlaceOption
    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            let done = try catalogue.disable(name, in: place.place)
            try ExtensionsOptions.report(done, otherwise: "\(name) is off already", json: options.json, output)
        }
    }
}
