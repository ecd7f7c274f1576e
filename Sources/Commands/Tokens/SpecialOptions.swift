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
}
