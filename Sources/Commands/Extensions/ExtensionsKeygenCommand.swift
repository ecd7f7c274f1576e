package import ArgumentParser
import ExactJSON
import ExtensionHosting
import Terminal

/// `farthing extensions keygen`: a key to sign packages with.
package struct ExtensionsKeygenCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a key to sign packages with.",
        discussion: """
            Writes the private key into a file that only you can read: whoever has it can sign in your name. The public key \
            is printed; whoever installs your packages gives it to `farthing extensions trust`.
            """)

    @Option(help: "The file to write; never one that is there already.", completion: .file())
    var out = "publisher.key"

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withOutput { output in
            let key = try SigningKey.make(file: out)
            let object: JSONValue = ["file": .string(out), "public_key": .string(key.publisher.description)]
            try output.writeLine(options.json ? object.text : "\(out)\npublic key \(key.publisher)")
        }
    }
}
