import ArgumentParser
import Tokenization

/// The texts that a command works on, and with which encoding.
struct TextsOption: ParsableArguments {
    @OptionGroup var encoding: EncodingOptions
    @OptionGroup var special: SpecialOptions

    @Flag(help: "Read one JSON string a line, write one line for each.")
    var jsonl = false

    @Argument(help: "The text; standard input when there is none.")
    var text: [String] = []

    /// Works on the one text, or on each line.
    ///
    /// - Parameters:
    ///   - streams: standard input and output.
    ///   - one: writes what there is to say of the one text.
    ///   - each: writes what there is to say of a line's text, without the line's end.
    /// - Throws: `TokensProblem`, which names the line.
    func forEach(
        _ streams: inout TokensStreams,
        one: ([UInt8], Tokenizer, _ output: inout [UInt8]) throws(TokensProblem) -> Void,
        line each: ([UInt8], Tokenizer, _ output: inout [UInt8]) throws(TokensProblem) -> Void
    ) throws(TokensProblem) {
        let tokenizer = try encoding.tokenizer()
        guard jsonl else {
            let bytes = text.isEmpty ? try streams.readAll() : Array(text.joined(separator: " ").utf8)
            return try one(bytes, tokenizer, &streams.output)
        }
        guard text.isEmpty else { throw TokensProblem.usage("--jsonl reads standard input, not arguments") }
        var text: [UInt8] = []
        while try streams.nextLine({ (line, output, number) throws(TokensProblem) in
            try JSONLineText.decode(line, number: number, into: &text)
            do throws(TokensProblem) {
                try each(text, tokenizer, &output)
            } catch {
                throw TokensProblem.data("line \(number): \(error.message)")
            }
            output.append(UInt8(ascii: "\n"))
        }) {
            try streams.flushIfLarge()
        }
    }
}
