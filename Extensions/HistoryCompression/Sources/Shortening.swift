import AgentRuntime
import LanguageModels
import TextCompression

/// Cuts a message that is too large alone: its beginning, its end, and of the middle the sentences that hold facts.
enum Shortening {
    /// The message with its texts cut to about so many bytes together; calls and their ids stay.
    static func cut(_ message: Message, to bytes: Int) -> Message {
        var message = message
        let texts = message.content.indices.filter { index in
            switch message.content[index] {
            case .text, .toolResult: true
            case .image, .reasoning, .toolCall: false
            }
        }
        let share = bytes / max(1, texts.count)
        for index in texts {
            switch message.content[index] {
            case .text(let text): message.content[index] = .text(cut(text, to: share))
            case .toolResult(var result):
                result.text = cut(result.text, to: share)
                message.content[index] = .toolResult(result)
            case .image, .reasoning, .toolCall: break
            }
        }
        return message
    }

    /// The text in at most about so many bytes; one that is shorter stays as it is.
    static func cut(_ text: String, to bytes: Int) -> String {
        guard text.utf8.count > bytes else { return text }
        // Half for the ends, half for what stands out between them.
        let ends = HeadAndTail.cut(text, limit: bytes / 2, note: note)
        guard let gap = ends.firstRange(of: "\n\(note)\n") else { return ends }
        let head = ends[..<gap.lowerBound]
        let tail = ends[gap.upperBound...]
        let middle = text.utf8.dropFirst(head.utf8.count).dropLast(tail.utf8.count)
        var found: [(place: Int, weight: Int, text: String)] = []
        for (place, sentence) in SentenceSplit.pieces(of: String(Substring(middle))).enumerated() {
            let weight = Fact.weight(sentence, isPersons: false)
            if Fact.isKept(weight, isPersons: false), sentence.utf8.count <= 400 {
                found.append((place, weight, sentence))
            }
        }
        var room = bytes / 2
        var kept: [(place: Int, text: String)] = []
        for sentence in found.sorted(by: { ($0.weight, $1.place) > ($1.weight, $0.place) }) {
            guard sentence.text.utf8.count + 1 <= room else { continue }
            room -= sentence.text.utf8.count + 1
            kept.append((sentence.place, sentence.text))
        }
        let facts = kept.sorted { $0.place < $1.place }.map { "\n\($0.text)" }.joined()
        return "\(head)\n\(note)\(facts)\n\(tail)"
    }

    private static let note = "[… cut …]"
}
