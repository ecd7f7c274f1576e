package import ArgumentParser
import Tokenization

/// `farthing tokens decode`: the text of ids.
package struct TokensDecodeCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "decode", abstract: "Print the text of token ids.",
        discussion: """
            Without --jsonl the bytes are printed as they are. A JSON string can only hold text: with --jsonl or \
            --json, ids that do not make up whole characters are an error.
            """)

    @OptionGroup var encoding: EncodingOptions

    @Flag(help: "Read one JSON array of ids a line, write one JSON string a line.")
    var jsonl = false

    @Flag(help: "Print a JSON string.")
    var json = false

    @Argument(help: "The ids; standard input when there are none.")
    var ids: [String] = []

    package init() {}

    package func run() throws {
        try TokensStreams.run { streams in
            let tokenizer = try encoding.tokenizer()
            if jsonl {
                guard ids.isEmpty else { throw TokensProblem.usage("--jsonl reads standard input, not arguments") }
                while try streams.nextLine({ (line, output, number) throws(TokensProblem) in
                    let ids = try TokenNumbers.parse(line, at: "line \(number): ")
                    JSONLineText.encode(try text(of: ids, tokenizer, at: "line \(number): "), to: &output)
                    output.append(UInt8(ascii: "\n"))
                }) {
                    try streams.flushIfLarge()
                }
                return
            }
            let input = ids.isEmpty ? try streams.readAll() : Array(ids.joined(separator: " ").utf8)
            let ids = try TokenNumbers.parse(input, at: "")
            if json {
                JSONLineText.encode(try text(of: ids, tokenizer, at: ""), to: &streams.output)
                streams.output.append(UInt8(ascii: "\n"))
            } else {
                do {
                    streams.output += try tokenizer.decode(ids)
                } catch let error as TokenizationError {
                    throw TokensProblem.data(error.message)
                }
            }
        }
    }

    private func text(
        of ids: [UInt32], _ tokenizer: Tokenizer, at place: String
    ) throws(TokensProblem) -> String {
        do {
            return try tokenizer.decodeText(ids)
        } catch {
            throw TokensProblem.data(place + error.message)
        }
    }
}
