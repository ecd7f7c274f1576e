import AgentRuntime
package import ArgumentParser
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing conversations import FILE`: reads back what export wrote.
package struct ConversationsImportCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read conversations that export wrote. Importing twice changes nothing.")

    @Argument(help: "The file.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @OptionGroup var options: LedgerOptions

    package init() {}

    package func run() async throws {
        try await options.withLedger { ledger, screen in
            let data: Data
            do { data = try Data(contentsOf: URL(filePath: file)) } catch {
                throw LedgerError(.malformedImport, "\(file) cannot be read: check that it is there and readable.")
            }
            let facts = try ConversationFile.read(data)
            try await ledger.commit(facts)
            for case .conversationStarted(let record) in facts { try screen.writeLine("\(record.id)") }
        }
    }
}
