import AgentRuntime
import LanguageModels

/// One compaction of a history: steps until it is short enough, each strictly shorter, and never more than a bound that
/// follows from the history's length.
struct Compaction {
    let plan: CompactionPlan
    let summariser: Summariser
    let count: (HistoryEntry) -> Int

    /// The most steps for so many messages: each message can be cut once or twice and join one summary.
    static func bound(_ messages: Int) -> Int { 16 + 3 * messages }

    /// Does the steps.
    ///
    /// - Returns: what there is to be sent, and how many steps were taken, those that gained nothing included.
    func work(on start: [Stretch]) async -> (stretches: [Stretch], steps: Int) {
        var stretches = start
        var total = stretches.reduce(0) { $0 + $1.tokens }
        var tried: Set<Attempt> = []
        var steps = 0
        while total > plan.target, steps < Self.bound(start.count) {
            guard let step = plan.next(stretches, isTried: { tried.contains(Attempt($0, stretches)) }) else { break }
            steps += 1
            let (range, shorter) = await applied(step, to: stretches)
            let before = stretches[range].reduce(0) { $0 + $1.tokens }
            guard shorter.tokens < before else {
                tried.insert(Attempt(step, stretches))
                continue
            }
            stretches.replaceSubrange(range, with: [shorter])
            total -= before - shorter.tokens
        }
        return (stretches, steps)
    }

    /// A step by the messages it is about, as places change.
    private struct Attempt: Hashable {
        var first: MessageID
        var count: Int
        var tokens: Int

        init(_ step: CompactionPlan.Step, _ stretches: [Stretch]) {
            switch step {
            case .cut(let place, _):
                (first, count, tokens) = (stretches[place].messages[0], 1, stretches[place].tokens)
            case .summarise(let range):
                first = stretches[range.lowerBound].messages[0]
                count = range.count
                tokens = -1
            }
        }
    }

    private func applied(_ step: CompactionPlan.Step, to stretches: [Stretch]) async -> (Range<Int>, Stretch) {
        switch step {
        case .cut(let place, let tokens):
            var stretch = stretches[place]
            let bytes = stretch.entry.message.plainText.utf8.count * tokens / max(1, stretch.tokens)
            stretch.entry.message =
                stretch.isSummary
                ? Self.cutSummary(stretch.entry.message, to: bytes) : Shortening.cut(stretch.entry.message, to: bytes)
            stretch.tokens = count(stretch.entry)
            stretch.isNew = true
            return (place..<place + 1, stretch)
        case .summarise(let range):
            let parts = stretches[range]
            let summary = await summariser.summary(of: parts.map(\.entry))
            // Where it stands decides which topic it is of: the newest of those it covers.
            var entry = parts[range.upperBound - 1].entry
            entry.id = parts[range.lowerBound].entry.id
            entry.origin = .summary
            entry.message = Message(.user, summary.text)
            return (
                range, Stretch(messages: parts.flatMap(\.messages), entry: entry, tokens: count(entry), isNew: true)
            )
        }
    }

    /// A summary with less of its story, and then with fewer facts.
    private static func cutSummary(_ message: Message, to bytes: Int) -> Message {
        var summary = SummaryText(parsing: message.text)
        let over = summary.text.utf8.count - bytes
        guard over > 0 else { return message }
        let story = summary.story.utf8.count
        if story > over + 80 {
            summary.story = Shortening.cut(summary.story, to: story - over)
        } else {
            summary.story = ""
            summary.limitFacts(to: max(0, bytes - 40))
        }
        return Message(.user, summary.text)
    }
}
