import AgentRuntime
package import ArgumentParser
import Composition
import ExactJSON
import Money
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing budgets answer`: answers the messages that wait for money, as far as there is money.
package struct BudgetsAnswerCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answer the messages that wait, as far as there is money.",
        discussion: "`farthing chat` and `farthing serve` do so by themselves. Answers join their conversations.")

    @Flag(help: "Print a JSON object a message.")
    var json = false

    @OptionGroup var runtime: RuntimeOptionGroup

    package init() {}

    package func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        do {
            let person = NobodyThere(reason: "Nobody is there to allow this: messages are answered from the queue.")
            let composed = try await ComposedRuntime(
                runtime.options(person: person) { failure in
                    // A line that cannot be written to standard error cannot be reported anywhere.
                    try? errors.writeLine("farthing: \(failure)")
                })
            let desk = PrintingQueueDesk(runtime: composed.runtime, json: json) { try output.writeLine($0) }
            let answered = try await interruptible { try await composed.runtime.answerQueue(desk) }
            let left = try await composed.ledger.queuedMessages(limit: QueuedMessage.limit).count
            if !json { try output.writeLine("Answered \(answered); \(left) wait.") }
            try await composed.runtime.stop()
        } catch {
            throw ErrorReport(error).print(json: json, output: output, errors: errors)
        }
    }
}

/// Prints the answers to messages that had been put off.
private struct PrintingQueueDesk: QueueDesk {
    let runtime: Runtime
    let json: Bool
    let print: @Sendable (String) throws -> Void

    func conversation(for message: QueuedMessage) async throws -> Conversation? {
        try await runtime.resumeConversation(message.conversation)
    }

    func watcher(of message: QueuedMessage) async -> RunEventSink { { _ in } }

    func finished(_ message: QueuedMessage, _ outcome: Result<TurnResult, any Error>) async {
        var fields: [(String, JSONValue)] = [
            ("conversation", .string(message.conversation.text)), ("message", .string(message.text)),
        ]
        let text: String
        switch outcome {
        case .success(let result):
            let cost = CostSum(result.attempts)
            fields += [("text", .string(result.text)), ("cost_usd", .string(cost.cost.description))]
            text = result.text
        case .failure(let error):
            let report = ErrorReport(error)
            fields.append(("error", ["type": .string(report.type), "message": .string(report.message)]))
            text = "given up: \(report.message)"
        }
        let line =
            json
            ? JSONValue.object(JSONObject(fields)).text
            : "\(message.conversation) › \(TurnView.excerpt(message.text))\n"
                + TextSanitizer.sanitized(text)
        // Where nobody reads it any more, the conversation has it.
        try? print(line)
    }
}
