import ArgumentParser
import Tokenization

/// What a command does with special tokens in a text.
struct SpecialOptions: ParsableArguments {
    @Option(help: "Special tokens in the text: ordinary (text like any other), allow (their ids) or refuse.")
    var special = Choice.ordinary

    enum Choice: String, ExpressibleByArgument, CaseIterable { case ordinary, allow, refuse }

    var policy: SpecialTokenPolicy {
        switch special {
        case .ordinary: .ordinary
        case .allow: .allowAll
        case .refuse: .refuse
        }
    }

    /// A text's ids.
    ///
    /// - Throws: `TokensProblem` for a special token that is refused.
    func encode(_ bytes: [UInt8], _ tokenizer: Tokenizer) throws(TokensProblem) -> [UInt32] {
        if special == .ordinary { return tokenizer.encode(bytes: bytes) }
        do {
            return try tokenizer.encode(String(decoding: bytes, as: UTF8.self), special: policy)
        } catch {
            throw TokensProblem.data(error.message)
        }
    }
}
