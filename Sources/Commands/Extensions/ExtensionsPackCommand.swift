package import ArgumentParser
import ExactJSON
import ExtensionHosting
import ExtensionKit
import Terminal

/// `farthing extensions pack DIR`: an extension's folder as one file that others can install.
package struct ExtensionsPackCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Pack an extension's folder into one file.",
        discussion: """
            Writes NAME-VERSION.tar.gz and its checksum, NAME-VERSION.tar.gz.sha256. The same folder gives the same bytes. \
            Hidden files and what interpreters leave behind stay out. With --sign whoever installs it can know that it \
            comes from you: `farthing extensions keygen` makes a key.
            """)

    @Argument(help: "The extension's folder.", completion: .directory)
    var folder: String

    @Option(help: "Where to write the package.", completion: .directory)
    var output = "."

    @Option(help: "The file of the key to sign it with.", completion: .file())
    var sign: String?

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withOutput { output in
            let key = try sign.map { file throws(PackageProblem) in try SigningKey.read(file: file) }
            try BuildStep.run(in: folder)
            let packed = try ExtensionPackage.pack(folder, into: self.output, signedWith: key)
            if options.json {
                let object: JSONValue = [
                    "file": .string(packed.file), "sha256": .string(packed.digest),
                    "signed_by": key.map { .string($0.publisher.description) } ?? .null,
                ]
                try output.writeLine(object.text)
            } else {
                try output.writeLine("\(packed.file)\nsha256 \(packed.digest)")
                if let key { try output.writeLine("signed by \(key.publisher)") }
            }
        }
    }
}
