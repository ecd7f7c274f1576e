import AgentRuntime
import LanguageModels

/// Neighbouring messages of a history as one entry of what is sent: a message itself, or what stands for several.
struct Stretch: Sendable {
    /// The stored messages.
    var messages: [MessageID]
    /// What is sent.
    var entry: HistoryEntry
    /// Its tokens.
    var tokens: Int
    /// Whether the compaction under way made it.
    var isNew = false

    /// Whether it is a summary.
    var isSummary: Bool { entry.origin == .summary }

    /// The stretches of a history as it is sent now.
    static func of(
        _ entries: [HistoryEntry], _ history: CompactedHistory, count: (HistoryEntry) -> Int
    ) -> [Stretch] {
        var stretches: [Stretch] = []
        history.forEachPart(of: entries) { range, part in
            var entry = entries[range.lowerBound]
            if let part { (entry.turn, entry.origin, entry.message) = (part.turn, part.origin, part.message) }
            stretches.append(Stretch(messages: entries[range].map(\.id), entry: entry, tokens: count(entry)))
        }
        return stretches
    }

    /// It as a part of a compaction.
    var part: CompactedPart {
        CompactedPart(messages: messages, turn: entry.turn, origin: entry.origin, message: entry.message)
    }
}
