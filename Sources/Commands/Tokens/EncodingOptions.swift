import ArgumentParser
import Tokenization

/// Which encoding a command uses.
struct EncodingOptions: ParsableArguments {
    @Option(help: "The encoding: \(Encoding.known.map(\.name).joined(separator: ", ")).")
    var encoding: String?

    @Option(help: "Take the encoding of this model, with or without its provider in front.")
    var model: String?

    /// Finds the tokenizer; cl100k_base when nothing is asked for.
    ///
    /// - Throws: `TokensProblem` for an unknown encoding or model, and when both are given.
    func tokenizer() throws(TokensProblem) -> Tokenizer {
        do {
            switch (encoding, model) {
            case (.some, .some): throw TokensProblem.usage("give --encoding or --model, not both")
            case (let name?, nil): return try Tokenizer(Encoding(name))
            case (nil, let name?): return try Tokenizer(Encoding.forModel(name))
            case (nil, nil): return Tokenizer.cl100k_base
            }
        } catch let error as TokenizationError {
            throw TokensProblem.usage(error.message)
        } catch let error as TokensProblem {
            throw error
        } catch {
            throw TokensProblem.data("\(error)")
        }
    }
}
