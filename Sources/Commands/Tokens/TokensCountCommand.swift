package import ArgumentParser
import Tokenization

/// `farthing tokens count`: how many tokens a text has.
package struct TokensCountCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the tokens of a text.")

    @OptionGroup var encoding: EncodingOptions
    @OptionGroup var special: SpecialOptions

    @Flag(help: "Read one JSON string a line, write one number a line.")
    var jsonl = false

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "The text; standard input when there is none.")
    var text: [String] = []

    package init() {}

    package func run() throws {
        try TokensStreams.run { streams in
            let tokenizer = try encoding.tokenizer()
            if jsonl {
                guard text.isEmpty else { throw TokensProblem.usage("--jsonl reads standard input, not arguments") }
                try countLines(tokenizer, &streams)
                return
            }
            let bytes = text.isEmpty ? try streams.readAll() : Array(text.joined(separator: " ").utf8)
            let count = try count(bytes, tokenizer)
            if json {
                let object = "{\"encoding\":\"\(tokenizer.encoding)\",\"tokens\":\(count),\"bytes\":\(bytes.count)}\n"
                streams.output += Array(object.utf8)
            } else {
                streams.output += Array("\(count)\n".utf8)
            }
        }
    }

    private func countLines(_ tokenizer: Tokenizer, _ streams: inout TokensStreams) throws {
        var text: [UInt8] = []
        while try streams.nextLine({ (line, output, number) throws(TokensProblem) in
            try JSONLineText.decode(line, number: number, into: &text)
            do throws(TokensProblem) {
                TokenNumbers.append(try count(text, tokenizer), to: &output)
            } catch {
                throw TokensProblem.data("line \(number): \(error.message)")
            }
            output.append(UInt8(ascii: "\n"))
        }) {
            try streams.flushIfLarge()
        }
    }

    private func count(_ bytes: [UInt8], _ tokenizer: Tokenizer) throws(TokensProblem) -> Int {
        if special.special == .ordinary { return tokenizer.count(utf8: bytes.span) }
        do {
            return try tokenizer.encode(String(decoding: bytes, as: UTF8.self), special: special.policy).count
        } catch {
            throw TokensProblem.data(error.message)
        }
    }
}
