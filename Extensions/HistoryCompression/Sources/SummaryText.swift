import AgentRuntime
import LanguageModels

/// A summary as the model reads it: first what was said in so many words, then what happened. It can be read back from
/// its text, so that later summaries are made of it without losing what it holds.
struct SummaryText: Sendable, Hashable {
    /// How many messages it stands for.
    var messages: Int
    /// What was said, oldest first.
    var facts: [Fact]
    /// What happened, in a model's words or as a digest.
    var story: String

    private static let opening = "[Summary of "
    private static let closing = " earlier messages]"
    private static let ofPerson = "- "
    private static let ofOthers = "· "
    private static let happened = "What happened: "

    /// Whether a text is a summary's.
    static func stands(in text: String) -> Bool { text.hasPrefix(opening) }

    /// Makes a summary.
    init(messages: Int, facts: [Fact], story: String) {
        self.messages = messages
        self.facts = facts
        self.story = story
    }

    /// Reads a summary's text; what has another form is taken as a story.
    init(parsing text: String) {
        self.init(messages: 1, facts: [], story: "")
        var isStory = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isStory {
                story += "\n\(line)"
            } else if line.hasPrefix(Self.opening), line.hasSuffix(Self.closing) {
                messages = Int(line.dropFirst(Self.opening.count).dropLast(Self.closing.count)) ?? 1
            } else if line.hasPrefix(Self.ofPerson) {
                facts.append(Fact(text: String(line.dropFirst(Self.ofPerson.count)), isPersons: true))
            } else if line.hasPrefix(Self.ofOthers) {
                facts.append(Fact(text: String(line.dropFirst(Self.ofOthers.count)), isPersons: false))
            } else {
                isStory = true
                story = String(line.hasPrefix(Self.happened) ? line.dropFirst(Self.happened.count) : line[...])
            }
        }
    }

    /// The text.
    var text: String {
        var lines = ["\(Self.opening)\(messages)\(Self.closing)"]
        lines += facts.map { "\($0.isPersons ? Self.ofPerson : Self.ofOthers)\($0.text)" }
        if !story.isEmpty { lines.append(Self.happened + story) }
        return lines.joined(separator: "\n")
    }

    /// Bytes of the facts as they stand in the text.
    var factBytes: Int { facts.reduce(0) { $0 + $1.text.utf8.count + 3 } }

    /// Leaves facts out until they have at most so many bytes: the lightest first, the older of two that weigh the same.
    mutating func limitFacts(to bytes: Int) {
        var excess = factBytes - bytes
        guard excess > 0 else { return }
        let weights = facts.map { Fact.weight($0.text, isPersons: $0.isPersons) }
        let order = facts.indices.sorted { (weights[$0], $0) < (weights[$1], $1) }
        var gone: Set<Int> = []
        for index in order where excess > 0 {
            excess -= facts[index].text.utf8.count + 3
            gone.insert(index)
        }
        facts = facts.indices.filter { !gone.contains($0) }.map { facts[$0] }
    }
}
