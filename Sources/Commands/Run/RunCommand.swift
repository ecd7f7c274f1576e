import AgentRuntime
package import ArgumentParser
import CFootprint
import Composition
import ExactJSON
import LanguageModels
import Terminal

/// `farthing run`: one message, one answer.
package struct RunCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Answer one message and exit.",
        discussion: """
            The message is the argument, or standard input with --stdin or where no argument is given and input is \
            piped; with both, standard input follows the argument. Exit codes: 0 answered, 2 wrong usage or a missing \
            key, 3 not paid for (a budget is used up, or a model has no price), 4 the provider failed, 130 \
            interrupted, 1 anything else.
            """)

    @Argument(help: "The message.")
    var prompt: [String] = []

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Read (the rest of) the message from standard input.")
    var stdin = false

    @Option(name: .customLong("conversation"), help: "Go on with this conversation.")
    var conversation: String?

    @OptionGroup var runtime: RuntimeOptionGroup

    package init() {}

    package func run() async throws {
        try await CommandSite.run(json: json) { site in
            let errors = site.errors
            let message = try message(errors)
            let person = NobodyThere(
                reason: "Nobody is there to allow this: `farthing run` asks no questions. "
                    + "Set `tools: {shell: {ask: never}}` in farthing.yaml to allow commands, or use `farthing chat`.")
            // A line that cannot be written to standard error cannot be reported anywhere.
            let tell: @Sendable (String) -> Void = { try? errors.writeLine("farthing: \(TextSanitizer.sanitized($0))") }
            var options = runtime.options(person: person) { failure in tell("\(failure)") }
            options.onNotice = tell
            options.betweenSteps = farthing_release_clean_pages
            let composed = try await ComposedRuntime(options)
            // What starting up needed, the rest does not.
            farthing_release_clean_pages()
            for notice in composed.notices { try errors.writeLine("farthing: \(notice)") }
            let conversation =
                if let conversation {
                    try await composed.runtime.resumeConversation(ConversationID(conversation))
                } else {
                    try await composed.runtime.newConversation()
                }
            try await runtime.setBudget(of: conversation, in: composed)
            let view = RunView(output: site.output, errors: errors, json: json)
            // Alerts that a refused call made due go out all the same.
            let result: TurnResult
            do {
                result = try await answer(message, in: conversation, view)
            } catch {
                try await composed.runtime.stop()
                throw error
            }
            try view.finish(result, conversation: conversation.id)
            try await composed.runtime.stop()
        }
    }

    private func answer(
        _ message: String, in conversation: Conversation, _ view: RunView
    ) async throws -> TurnResult {
        try await interruptible {
            try await conversation.send(message) { event in
                switch event {
                // What the first pass needed, the request does not; what the request needed, its answer does not.
                case .iterationStarted(0, _), .settled: farthing_release_clean_pages()
                default: break
                }
                try await view.note(event)
            }
        }
    }

    private func message(_ errors: TerminalOutput) throws -> String {
        var parts = prompt.isEmpty ? [] : [prompt.joined(separator: " ")]
        if stdin || (prompt.isEmpty && !TerminalEnvironment.isTerminal(0)) {
            do {
                let piped = try StandardInput.readAll()
                if !piped.isEmpty { parts.append(piped) }
            } catch {
                throw ErrorReport(error).print(json: false, output: errors, errors: errors)
            }
        }
        let message = parts.joined(separator: "\n\n")
        guard !message.allSatisfy(\.isWhitespace) else {
            throw ValidationError("There is no message: give one as an argument or on standard input.")
        }
        return message
    }
}
