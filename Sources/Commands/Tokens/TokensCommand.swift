package import ArgumentParser

/// `farthing tokens`: counts, encodes and decodes as the models do.
package struct TokensCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Count, encode and decode tokens.",
        discussion: """
            Ids are those of tiktoken 0.14. Texts are arguments, or standard input; with --jsonl one JSON string a \
            line is read and one answer a line written, in order, as they come.
            """,
        subcommands: [
            TokensCountCommand.self, TokensEncodeCommand.self, TokensDecodeCommand.self, TokensBenchCommand.self,
        ])

    package init() {}
}
