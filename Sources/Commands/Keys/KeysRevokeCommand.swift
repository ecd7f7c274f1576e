package import ArgumentParser
import HTTPAPI
import Terminal

/// `farthing keys revoke`: from the next request on the key is none.
package struct KeysRevokeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a key, from the next request on.")

    @Argument(help: "Its name.")
    var name: String

    @OptionGroup var options: KeysOptions

    package init() {}

    package func run() async throws {
        try await options.withKeys { keys, _, output in
            try keys.update { entries in
                guard entries.contains(where: { $0.name == name }) else {
                    throw ValidationError("There is no key \(name). `farthing keys list` shows them.")
                }
                entries.removeAll { $0.name == name }
            }
            if !options.json { try output.writeLine("Revoked \(name).") }
        }
    }
}
