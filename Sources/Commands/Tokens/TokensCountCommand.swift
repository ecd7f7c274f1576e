package import ArgumentParser
import Tokenization

/// `farthing tokens count`: how many tokens a text has.
package struct TokensCountCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the tokens of a text.")

    @OptionGroup var texts: TextsOption

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    package func run() throws {
        try TokensStreams.run { streams in
            try texts.forEach(&streams) { (text, tokenizer, output) throws(TokensProblem) in
                let count = try count(text, tokenizer)
                let line =
                    json
                    ? "{\"encoding\":\"\(tokenizer.encoding)\",\"tokens\":\(count),\"bytes\":\(text.count)}\n"
                    : "\(count)\n"
                output += Array(line.utf8)
            } line: { (text, tokenizer, output) throws(TokensProblem) in
                TokenNumbers.append(try count(text, tokenizer), to: &output)
            }
        }
    }

    private func count(_ bytes: [UInt8], _ tokenizer: Tokenizer) throws(TokensProblem) -> Int {
        if texts.special.special == .ordinary { return tokenizer.count(utf8: bytes.span) }
        return try texts.special.encode(bytes, tokenizer).count
    }
}
