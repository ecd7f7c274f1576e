import AgentRuntime
package import ArgumentParser
import Composition
import LanguageModels
import Terminal

/// `farthing chat`: the conversation at the terminal.
package struct ChatCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "chat", abstract: "Talk to the agent.",
        discussion:
            "Type /help at the prompt for its commands. Ctrl-C ends an answer; at an empty prompt, twice leaves.")

    @Option(name: .customLong("conversation"), help: "Go on with this conversation.")
    var conversation: String?

    @Flag(help: "Go on with the latest conversation.")
    var resume = false

    @OptionGroup var runtime: RuntimeOptionGroup

    package init() {}

    package func validate() throws {
        if resume, conversation != nil { throw ValidationError("Give --resume or --conversation, not both.") }
    }

    package func run() async throws {
        try await CommandSite.run { site in
            var settings = LineReaderSettings(environment: site.environment)
            settings.historyFile = StateFolder.path(in: site.environment).map { "\($0)/history" }
            settings.completion = { text in
                text.hasPrefix("/") ? SlashCommand.allCases.map(\.text).filter { $0.hasPrefix(text) } : []
            }
            let reader = try LineReader(settings, output: site.output)
            do {
                try await converse(reader, site.output, site.errors)
            } catch {
                await reader.close()
                throw error
            }
            await reader.close()
        }
    }

    private func converse(_ reader: LineReader, _ output: TerminalOutput, _ errors: TerminalOutput) async throws {
        var options = runtime.options(person: ReplPerson(reader: reader, output: output)) { failure in
            reader.notice("\(failure)")
        }
        options.onNotice = { line in reader.notice(TextSanitizer.sanitized(line)) }
        let composed = try await ComposedRuntime(options)
        let conversation =
            if let conversation {
                try await composed.runtime.resumeConversation(ConversationID(conversation))
            } else if resume, let latest = try await composed.ledger.conversations(limit: 1).first {
                try await composed.runtime.resumeConversation(latest.record.id)
            } else {
                try await composed.runtime.newConversation()
            }
        try await runtime.setBudget(of: conversation, in: composed)
        let session = ReplSession(
            composed: composed, reader: reader, output: output, errors: errors, conversation: conversation)
        try await session.greet()
        try await composed.runtime.withJobs(session.desk) { try await session.run() }
        try await composed.runtime.stop()
    }
}
