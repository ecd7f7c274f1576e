package import ArgumentParser

/// `farthing batch`: many requests at about half the price, within a day.
package struct BatchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "batch", abstract: "Submit files of requests to providers' batch interfaces, at batch prices.",
        discussion: """
            FILE holds one JSON object a line: {"id", "prompt"} or {"id", "messages"} with any further members of the \
            request, OpenAI's {"custom_id", "url", "body"}, or Anthropic's {"custom_id", "params"}. Every request is \
            held against the budgets when it is submitted and paid when it is collected. A command that was killed \
            goes on where it was; a file is never submitted twice.
            """,
        subcommands: [BatchSubmitCommand.self, BatchStatusCommand.self, BatchCollectCommand.self])

    package init() {}
}
