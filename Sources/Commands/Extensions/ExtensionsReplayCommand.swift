import AgentRuntime
package import ArgumentParser
import ExactJSON
import ExtensionKit
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing extensions replay DIR CONVERSATION`: a stored conversation again, with a changed extension.
package struct ExtensionsReplayCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run a stored conversation again with an extension, and show what differs.",
        discussion: """
            The person and the model say what they said, and other tools answer what they answered; the extension runs. No \
            provider is asked and nothing is stored. Exits with 1 when something differs.
            """)

    @Argument(help: "The extension's folder.", completion: .directory)
    var folder: String

    @Argument(help: "The conversation: `farthing conversations list` shows them.")
    var conversation: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func run() async throws {
        try await options.withLedger(json: json) { ledger, output in
            guard let stored = try await ledger.conversation(ConversationID(conversation)) else {
                throw AgentError.unknown(conversation)
            }
            let path =
                folder.hasPrefix("/") ? folder : "\(FileManager.default.currentDirectoryPath)/\(folder)"
            let trial = try FolderTrial(folder: path, environment: ProcessInfo.processInfo.environment)
            let recorded = RecordedConversation(stored)
            let differences = try await trial.differences(replaying: recorded)
            if json {
                let object: JSONValue = [
                    "conversation": .string(conversation), "messages": JSONValue(recorded.messages.count),
                    "differences": .array(differences.map { .string($0) }),
                ]
                try output.writeLine(object.text)
            } else if differences.isEmpty {
                try output.writeLine("Nothing differs in \(recorded.messages.count) messages.")
            } else {
                for line in differences { try output.writeLine(TextSanitizer.sanitized(line)) }
            }
            if !differences.isEmpty { throw ExitCode(1) }
        }
    }
}
