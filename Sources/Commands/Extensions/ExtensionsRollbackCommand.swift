package import ArgumentParser
import Composition
import ExactJSON
import ExtensionHosting
import Terminal

/// `farthing extensions rollback NAME`: back to the version that the last installation replaced.
package struct ExtensionsRollbackCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Bring back the version that the last installation replaced.")

    @Argument(help: "The extension's name.")
    var name: String

    @Flag(help: "The one in ./Extensions of this project.")
    var project = false

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            let outcome = try catalogue.installer(inProject: project).rollBack(name)
            let replaced = outcome.replaced ?? "none"
            if options.json {
                let object: JSONValue = [
                    "name": .string(name), "version": .string(outcome.manifest.version), "replaced": .string(replaced),
                ]
                return try output.writeLine(object.text)
            }
            try output.writeLine("\(name) is back at \(outcome.manifest.version), from \(replaced).")
        }
    }
}
