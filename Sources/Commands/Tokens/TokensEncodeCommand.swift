package import ArgumentParser
import Tokenization

/// `farthing tokens encode`: the ids of a text.
package struct TokensEncodeCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Print the token ids of a text.")

    @OptionGroup var texts: TextsOption

    @Flag(help: "Print a JSON array instead of ids and spaces.")
    var json = false

    package init() {}

    package func run() throws {
        try TokensStreams.run { streams in
            try texts.forEach(&streams) { (text, tokenizer, output) throws(TokensProblem) in
                let ids = try texts.special.encode(text, tokenizer)
                if json {
                    TokenNumbers.append(ids, to: &output)
                } else {
                    output += Array(ids.map(String.init).joined(separator: " ").utf8)
                }
                output.append(UInt8(ascii: "\n"))
            } line: { (text, tokenizer, output) throws(TokensProblem) in
                TokenNumbers.append(try texts.special.encode(text, tokenizer), to: &output)
            }
        }
    }
}
