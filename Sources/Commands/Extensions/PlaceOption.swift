import AgentRuntime
import ArgumentParser

/// Which of the places of extensions is meant.
struct PlaceOption: ParsableArguments {
    /// The places, by their words.
    enum Word: String, ExpressibleByArgument, CaseIterable {
        case project, user, bundled
    }

    @Option(name: .customLong("place"), help: "Where it is: project, user or bundled; the nearest unless given.")
    var word: Word?

    var place: ExtensionPlace? {
        switch word {
        case .project: .project
        case .user: .user
        case .bundled: .bundled
        case nil: nil
        }
    }
}
