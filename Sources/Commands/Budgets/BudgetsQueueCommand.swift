import AgentRuntime
package import ArgumentParser
import ExactJSON
import Terminal

/// `farthing budgets queue`: the messages that wait for money.
package struct BudgetsQueueCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "The messages that wait for money, in the order in which they are answered.")

    @Flag(help: "Take them all out without answering them.")
    var clear = false

    @OptionGroup var options: BudgetOptions

    package init() {}

    package func run() async throws {
        try await options.withBudgets { ledger, _, output in
            let messages = try await ledger.queuedMessages(limit: QueuedMessage.limit)
            if clear {
                for message in messages { _ = try await ledger.dequeue(message.id) }
                return try output.writeLine("Took out \(messages.count).")
            }
            if options.json {
                for message in messages {
                    let line: JSONValue = [
                        "id": .string(message.id.text), "conversation": .string(message.conversation.text),
                        "priority": .string(message.priority.rawValue), "text": .string(message.text),
                        "scope": .string(message.account.scope.description),
                    ]
                    try output.writeLine(line.text)
                }
                return
            }
            guard !messages.isEmpty else { return try output.writeLine("No message waits for money.") }
            var table = Table([.init("conversation"), .init("priority"), .init("budget"), .init("message")])
            for message in messages {
                table.add([
                    message.conversation.text, message.priority.rawValue, message.account.scope.description,
                    TurnView.excerpt(message.text),
                ])
            }
            try output.write(table.rendered(width: output.columns, palette: output.palette))
        }
    }
}
