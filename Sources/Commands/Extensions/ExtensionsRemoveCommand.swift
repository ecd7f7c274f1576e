package import ArgumentParser
import Composition
import ExactJSON
import ExtensionHosting
import Terminal

/// `farthing extensions remove NAME`: takes an installed extension away.
package struct ExtensionsRemoveCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Remove an installed extension and the version kept of it.")

    @Argument(help: "The extension's name.")
    var name: String

    @Flag(help: "Remove it from ./Extensions of this project.")
    var project = false

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            guard let folder = try catalogue.installer(inProject: project).remove(name) else {
                throw PackageProblem(
                    "There is no installed extension \(name) there. `farthing extensions list` shows what is.")
            }
            try catalogue.accepted.remove(folder: folder)
            try catalogue.quarantines.remove(name)
            let object: JSONValue = ["removed": .string(folder)]
            try output.writeLine(options.json ? object.text : "\(name) is removed from \(folder)")
        }
    }
}
