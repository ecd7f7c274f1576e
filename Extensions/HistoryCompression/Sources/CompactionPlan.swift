import AgentRuntime
import LanguageModels

/// Decides what of a history to make shorter next.
///
/// A topic is one message of the person's and what followed; a summary of topics is a bulk. Each of the three parts
/// (current topic, topics, bulks) has a share of the target; the one that exceeds its share most is worked on: its
/// largest message is cut when it alone is too large, else its oldest stretch is summarised, three topics or three bulks
/// at a time. A tool call is never parted from its results. The newest messages stay, and so does a call that has no
/// result yet.
struct CompactionPlan {
    /// What to do, by places in the list of stretches.
    enum Step: Sendable, Hashable {
        /// Cut to about so many tokens.
        case cut(Int, tokens: Int)
        /// Put a summary in place of these neighbours.
        case summarise(Range<Int>)
    }

    /// The constants of the rules that this follows (Agent Zero's `helpers/history.py`).
    private enum Rule {
        static let largeInCurrent = 0.5
        static let largeInTopics = 0.2
        static let attention = 0.65
        static let merged = 3
        /// Cut below its room, so that the next message does not make it too large again.
        static let cut = 0.85
    }
    /// Shorter messages are not cut, in tokens.
    private static let shortest = 64

    let settings: HistoryCompressionSettings
    /// The tokens the history is brought to.
    let target: Int
    /// The tokens it must not have: above it even the newest results of tools are cut.
    let limit: Int

    /// The next step; nil when nothing more can be done.
    ///
    /// - Parameter isTried: whether a step has been tried without making the history shorter.
    func next(_ stretches: [Stretch], isTried: (Step) -> Bool) -> Step? {
        let blocks = Self.blocks(of: stretches)
        let recent = stretches.count - min(settings.keepRecent, stretches.count)
        let free = blocks.filter { $0.upperBound <= recent && !Self.isUnanswered(stretches[$0]) }
        let current = stretches.last?.entry.turn
        let parts: [(blocks: [Range<Int>], share: Double, large: Double, kind: Kind)] = [
            (
                free.filter { !stretches[$0.lowerBound].isSummary && stretches[$0.lowerBound].entry.turn == current },
                settings.currentShare, Rule.largeInCurrent, .current
            ),
            (
                free.filter { !stretches[$0.lowerBound].isSummary && stretches[$0.lowerBound].entry.turn != current },
                settings.topicShare, Rule.largeInTopics, .topics
            ),
            (free.filter { stretches[$0.lowerBound].isSummary }, settings.bulkShare, 1, .bulks),
        ]
        let excess = parts.map { part in
            Double(part.blocks.reduce(0) { $0 + stretches[$1].reduce(0) { $0 + $1.tokens } }) / part.share
        }
        for index in parts.indices.sorted(by: { (excess[$0], $1) > (excess[$1], $0) }) {
            let part = parts[index]
            let room = Int(Double(target) * part.share * part.large)
            for place in part.blocks.joined().sorted(by: { stretches[$0].tokens > stretches[$1].tokens }) {
                guard stretches[place].tokens > max(Self.shortest, room) else { break }
                let step = Step.cut(place, tokens: max(Self.shortest, Int(Double(room) * Rule.cut)))
                if !isTried(step) { return step }
            }
            for stretch in candidates(part.blocks, stretches, part.kind) {
                let step = Step.summarise(stretch)
                if !isTried(step) { return step }
            }
        }
        return lastResort(stretches, free, isTried)
    }

    private enum Kind { case current, topics, bulks }

    /// Neighbours that a summary could stand for, the oldest first: of the current topic the older part of its middle, of
    /// the others three topics or bulks, or what is left of them.
    private func candidates(_ blocks: [Range<Int>], _ stretches: [Stretch], _ kind: Kind) -> [Range<Int>] {
        if kind == .current {
            let middle = blocks.count - 2
            guard middle >= 1 else { return [] }
            let count = middle - Int(Double(middle) * Rule.attention)
            let chosen = blocks[1].lowerBound..<blocks[max(1, count)].upperBound
            return chosen.count >= 2 ? [chosen] : []
        }
        var found: [Range<Int>] = []
        var start = 0
        while start < blocks.count {
            var turns: [TurnID] = []
            var end = start
            while end < blocks.count, end == start || blocks[end].lowerBound == blocks[end - 1].upperBound {
                let turn = stretches[blocks[end].lowerBound].entry.turn
                if kind == .bulks {
                    if end - start >= Rule.merged { break }
                } else if !turns.contains(turn) {
                    if turns.count >= Rule.merged { break }
                    turns.append(turn)
                }
                end += 1
            }
            let chosen = blocks[start].lowerBound..<blocks[end - 1].upperBound
            // One message cannot be made shorter by putting another in its place.
            if chosen.count >= 2 { found.append(chosen) }
            start = end
        }
        return found
    }

    /// The largest of what may still be cut: summaries and older messages, and above the limit the newest results of
    /// tools.
    private func lastResort(_ stretches: [Stretch], _ free: [Range<Int>], _ isTried: (Step) -> Bool) -> Step? {
        let total = stretches.reduce(0) { $0 + $1.tokens }
        var places = free.flatMap { Array($0) }
        if total > limit {
            let known = Set(places)
            places += stretches.indices.filter { !known.contains($0) && Self.isOfTools(stretches[$0].entry) }
        }
        let large = places.filter { stretches[$0].tokens > Self.shortest }
        for place in large.sorted(by: { stretches[$0].tokens > stretches[$1].tokens }) {
            let tokens = stretches[place].tokens
            let step = Step.cut(place, tokens: max(Self.shortest * 3 / 4, min(tokens / 2, tokens - (total - target))))
            if !isTried(step) { return step }
        }
        return nil
    }

    /// Neighbours that belong together: a message with tool calls and the results that follow.
    static func blocks(of stretches: [Stretch]) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var start = 0
        while start < stretches.count {
            var end = start + 1
            while end < stretches.count, isOfTools(stretches[end].entry) { end += 1 }
            blocks.append(start..<end)
            start = end
        }
        return blocks
    }

    /// Results of tools; a model without tools of its own has them said by the user.
    private static func isOfTools(_ entry: HistoryEntry) -> Bool {
        entry.message.role == .tool || entry.origin == .tools
    }

    private static func isUnanswered(_ block: ArraySlice<Stretch>) -> Bool {
        let calls = block.flatMap { $0.entry.message.toolCalls.map(\.id) }
        guard !calls.isEmpty else { return false }
        return !Set(calls).isSubset(of: block.flatMap { $0.entry.message.toolResults.map(\.callID) })
    }
}
