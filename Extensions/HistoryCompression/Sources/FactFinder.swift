import AgentRuntime
import LanguageModels

/// Finds the sentences of messages that are worth keeping word for word. Nothing is made up and nothing is asked for: the
/// same messages have the same facts.
struct FactFinder {
    /// A sentence that stands in so many messages is a formula, not news.
    private static let formula = 3
    private static let longestOfPerson = 400
    private static let longestOfOthers = 240

    /// In how many messages each sentence stands.
    private var familiarity: [String: Int] = [:]
    private var pieces: [MessageID: [String]] = [:]

    /// Makes a finder for a conversation.
    init(_ entries: [HistoryEntry]) {
        for entry in entries where entry.origin != .summary {
            let found = SentenceSplit.pieces(of: entry.message.spokenText)
            pieces[entry.id] = found
            for sentence in Set(found) { familiarity[sentence, default: 0] += 1 }
        }
    }

    /// The facts of a message, in order, with their weights.
    func facts(in entry: HistoryEntry) -> [(fact: Fact, weight: Int)] {
        let isPersons = entry.origin == .person || entry.origin == .intervention
        let longest = isPersons ? Self.longestOfPerson : Self.longestOfOthers
        let pieces = pieces[entry.id] ?? SentenceSplit.pieces(of: entry.message.spokenText)
        return pieces.compactMap { sentence in
            guard sentence.utf8.count >= 8, sentence.utf8.count <= longest,
                familiarity[sentence, default: 0] < Self.formula
            else { return nil }
            let weight = Fact.weight(sentence, isPersons: isPersons)
            guard Fact.isKept(weight, isPersons: isPersons) else { return nil }
            return (Fact(text: sentence, isPersons: isPersons), weight)
        }
    }
}

extension Message {
    /// All that is said, tools' calls and results included.
    var plainText: String {
        if case .text(let text)? = content.first, content.count == 1 { return text }
        return content.compactMap { part in
            switch part {
            case .text(let text): text
            case .toolResult(let result): result.text
            case .toolCall(let call): "\(call.name) \(call.arguments)"
            case .image, .reasoning: nil
            }
        }.joined(separator: "\n")
    }

    /// What is said, without the calls of tools.
    var spokenText: String {
        content.compactMap { part in
            switch part {
            case .text(let text): text
            case .toolResult(let result): result.text
            case .image, .reasoning, .toolCall: nil
            }
        }.joined(separator: "\n")
    }
}
