package import ArgumentParser
import Composition
import ExactJSON
import ExtensionHosting
import Terminal

/// `farthing extensions install FILE`: a package into the user's or the project's extensions.
package struct ExtensionsInstallCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a packed extension, or a newer version of it.",
        discussion: """
            The package is checked whole before anything is written: its checksums, and its signature where it has one, \
            which must be by somebody whom `farthing extensions trust` names. The version that it replaces is kept: `farthing \
            extensions rollback NAME` brings it back. It runs once you agree to what it may do: `farthing extensions \
            enable NAME`, or --enable.
            """)

    @Argument(help: "The package, a .tar.gz.", completion: .file(extensions: ["gz"]))
    var file: String

    @Option(name: .customLong("sha256"), help: "The checksum that the file must have.")
    var digest: String?

    @Flag(help: "Refuse a package that nobody signed.")
    var requireSignature = false

    @Flag(help: "Install into ./Extensions of this project.")
    var project = false

    @Flag(help: "Agree to what it may do.")
    var enable = false

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            let contents: ExtensionPackage
            do throws(PackageProblem) {
                contents = try ExtensionPackage(file: file, digest: digest, trusted: catalogue.trusted.publishers)
                if requireSignature, contents.publisher == nil { throw PackageProblem("nobody signed it") }
            } catch {
                throw PackageProblem("\(file) is not installed: \(error)")
            }
            let outcome = try catalogue.installer(inProject: project).install(contents)
            let (manifest, folder) = (outcome.manifest, outcome.folder)
            if enable { try catalogue.accepted.add(manifest, folder: folder) }
            let isAccepted = catalogue.accepted.contains(manifest, folder: folder)
            if options.json {
                let object: JSONValue = [
                    "name": .string(manifest.name), "version": .string(manifest.version), "folder": .string(folder),
                    "replaced": outcome.replaced.map { .string($0) } ?? .null, "sha256": .string(contents.digest),
                    "signed_by": contents.publisher.map { .string($0.name) } ?? .null,
                    "enabled": .bool(isAccepted), "does": .array(manifest.clauses.map { .string($0) }),
                ]
                return try output.writeLine(object.text)
            }
            try output.writeLine("\(manifest.name) \(manifest.version) is installed in \(folder)")
            let signer = contents.publisher.map { "It is signed by \($0)." }
            try output.writeLine(signer ?? "Nobody signed it: that it is whole is all that is known.")
            if let replaced = outcome.replaced {
                try output.writeLine(
                    "It replaces \(replaced); `farthing extensions rollback \(manifest.name)` brings that back.")
            }
            try output.writeLine("It \(manifest.clauses.joined(separator: ", ")).")
            if !isAccepted {
                try output.writeLine("`farthing extensions enable \(manifest.name)` agrees to that and lets it run.")
            }
        }
    }
}
