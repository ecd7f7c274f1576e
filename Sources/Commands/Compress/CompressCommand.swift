package import ArgumentParser
import ExactJSON
import Terminal
import TextCompression

/// `farthing compress`: shortens a text or the messages of a prompt without a model.
package struct CompressCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "compress",
        abstract: "Shorten a prompt without a model; code, numbers and names stay as they are.",
        discussion: """
            Reads a text from standard input and writes it shortened, with the tokens before and after on standard \
            error. With --jsonl, reads {"id", "text"} or {"id", "messages": [{"role", "content"}]} objects, one a line, \
            and writes the same shape with "tokens_before" and "tokens_after", in the same order.
            """)

    /// The longest line of --jsonl: a large model's whole context several times over.
    private static let longestLine = 64 << 20

    @Option(help: "The reduction to aim at, 0 to 1; 0 allows only what loses nothing.")
    var target = 0.3

    @Flag(help: "Read one JSON object a line, write one a line.")
    var jsonl = false

    @OptionGroup var encoding: EncodingOptions

    package init() {}

    package func validate() throws {
        guard (0...1).contains(target) else { throw ValidationError("--target is a share between 0 and 1.") }
    }

    package func run() async throws {
        let compression = CompressionAnswerer(
            compressor: MessageCompressor(MessageCompressor.Settings(target: target)),
            tokenizer: try encoding.tokenizer())
        try PriceListOptions().reporting(json: jsonl) { output in
            if jsonl {
                try StandardInputLines.forEachBatch(longestLine: Self.longestLine) { lines in
                    try output.write(lines.map { compression.answer($0).text + "\n" }.joined())
                }
                return
            }
            let answer = compression.compress(try StandardInput.readAll())
            try output.write(answer.text.hasSuffix("\n") || answer.text.isEmpty ? answer.text : answer.text + "\n")
            let saved = answer.before == 0 ? 0 : (answer.before - answer.after) * 100 / answer.before
            try TerminalOutput(descriptor: 2, environment: [:]).writeLine(
                "\(answer.before) tokens before, \(answer.after) after: \(saved) % less")
        }
    }
}
