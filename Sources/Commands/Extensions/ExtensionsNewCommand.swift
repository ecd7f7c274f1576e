package import ArgumentParser
import ExactJSON
import ExtensionKit
import Terminal

/// `farthing extensions new NAME`: an extension that works, with a test that passes.
package struct ExtensionsNewCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin an extension: it works, and has a test that passes.")

    @Argument(help: "Its name: letters, digits, _ and -.")
    var name: String

    @Option(
        help: "The language: \(ExtensionLanguage.allCases.map(\.rawValue).joined(separator: ", ")).")
    var language: ExtensionLanguage

    @Option(help: "The folder to make it in.", completion: .directory)
    var output = "."

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withOutput { output in
            let folder = "\(self.output)/\(name)"
            let made = try NewExtension(name: name, language: language)
            try made.write(to: folder)
            if options.json {
                let files = made.files.map { JSONValue.string("\(folder)/\($0.path)") }
                let object: JSONValue = ["folder": .string(folder), "files": .array(files)]
                return try output.writeLine(object.text)
            }
            for file in made.files { try output.writeLine("\(folder)/\(file.path)") }
            try output.writeLine("Try it: farthing extensions test \(folder)")
        }
    }
}

extension ExtensionLanguage: ExpressibleByArgument {}
