package import ArgumentParser
import Tokenization

/// `farthing tokens encode`: the ids of a text.
package struct TokensEncodeCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Print the token ids of a text.")

    @OptionGroup var encoding: EncodingOptions
    @OptionGroup var special: SpecialOptions

    @Flag(help: "Read one JSON string a line, write one array of ids a line.")
    var jsonl = false

    @Flag(help: "Print a JSON array instead of ids and spaces.")
    var json = false

    @Argument(help: "The text; standard input when there is none.")
    var text: [String] = []

    package init() {}

    package func run() throws {
        try TokensStreams.run { streams in
            let tokenizer = try encoding.tokenizer()
            if jsonl {
                guard text.isEmpty else { throw TokensProblem.usage("--jsonl reads standard input, not arguments") }
                try encodeLines(tokenizer, &streams)
                return
            }
            let bytes = text.isEmpty ? try streams.readAll() : Array(text.joined(separator: " ").utf8)
            let ids = try encode(bytes, tokenizer)
            if json {
                TokenNumbers.append(ids, to: &streams.output)
            } else {
                streams.output += Array(ids.map(String.init).joined(separator: " ").utf8)
            }
            streams.output.append(UInt8(ascii: "\n"))
        }
    }

    private func encodeLines(_ tokenizer: Tokenizer, _ streams: inout TokensStreams) throws {
        var text: [UInt8] = []
        while try streams.nextLine({ (line, output, number) throws(TokensProblem) in
            try JSONLineText.decode(line, number: number, into: &text)
            do throws(TokensProblem) {
                TokenNumbers.append(try encode(text, tokenizer), to: &output)
            } catch {
                throw TokensProblem.data("line \(number): \(error.message)")
            }
            output.append(UInt8(ascii: "\n"))
        }) {
            try streams.flushIfLarge()
        }
    }

    private func encode(_ bytes: [UInt8], _ tokenizer: Tokenizer) throws(TokensProblem) -> [UInt32] {
        if special.special == .ordinary { return tokenizer.encode(bytes: bytes) }
        do {
            return try tokenizer.encode(String(decoding: bytes, as: UTF8.self), special: special.policy)
        } catch {
            throw TokensProblem.data(error.message)
        }
    }
}
