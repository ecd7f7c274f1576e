package import ArgumentParser
import Composition
import ExactJSON
import ExtensionHosting
import Terminal

/// `farthing extensions trust`: whose signed packages are taken.
package struct ExtensionsTrustCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Say whose signed packages you take, or list whose.",
        discussion: """
            A package that is signed is installed only when its key is among these. They are kept in trusted-keys in your \
            settings folder, where no project can add to them.
            """)

    @Argument(help: "Your name for the publisher; none lists them.")
    var name: String?

    @Argument(help: "Their public key, ed25519:….")
    var key: String?

    @Flag(help: "Trust the publisher of this name no more.")
    var remove = false

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func validate() throws {
        if remove ? name == nil || key != nil : (name == nil) != (key == nil) {
            throw ValidationError("Give a name and a key, a name with --remove, or nothing to list whom you trust.")
        }
    }

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            guard let name else { return try list(catalogue.trusted.publishers, output) }
            let done: String
            if remove {
                guard try catalogue.trusted.remove(name) else {
                    throw PackageProblem("You trust nobody named \(name).")
                }
                done = "\(name) is not trusted any more"
            } else {
                guard let key = PublisherKey(key ?? "") else {
                    throw PackageProblem("That is no key: one is ed25519: and 44 letters, as keygen prints it.")
                }
                try catalogue.trusted.add(TrustedKeys.Publisher(name: name, key: key))
                done = "packages signed by \(name) (\(key)) are taken"
            }
            try ExtensionsOptions.report([done], otherwise: "", json: options.json, output)
        }
    }

    private func list(_ publishers: [TrustedKeys.Publisher], _ output: TerminalOutput) throws {
        if options.json {
            for publisher in publishers {
                let object: JSONValue = ["name": .string(publisher.name), "key": .string(publisher.key.description)]
                try output.writeLine(object.text)
            }
            return
        }
        guard !publishers.isEmpty else {
            return try output.writeLine("You trust nobody's signature: `farthing extensions trust NAME KEY` begins.")
        }
        for publisher in publishers { try output.writeLine("\(publisher.name)  \(publisher.key)") }
    }
}
