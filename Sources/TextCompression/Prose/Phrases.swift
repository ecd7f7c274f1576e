/// The phrases that say nothing about the task.
enum Phrases {
    /// Whether a sentence is one of them: it begins as one and is not much longer.
    static func isBoilerplate(_ sentence: ArraySlice<UInt8>, _ voice: ProseCleanup.Voice) -> Bool {
        guard sentence.count <= 220 else { return false }
        let lower = lowered(sentence)
        return (voice == .person ? person : model).contains { phrase in
            lower.starts(with: phrase.start.utf8) && lower.count <= phrase.start.utf8.count + phrase.rest
        }
    }

    /// Behind the filler word that stands here, with its space; nil when there is none.
    static func fillerEnd(in text: ArraySlice<UInt8>, at: Int, _ voice: ProseCleanup.Voice) -> Int? {
        let first = text[at] | 0x20
        for word in fillers where word.first == first {
            let end = at + word.count
            guard end < text.endIndex, text[end] == 0x20 || text[end] == UInt8(ascii: ",") else { continue }
            guard zip(text[at..<end], word).allSatisfy({ $0 | 0x20 == $1 || $0 == $1 }) else { continue }
            var next = end
            if text[next] == UInt8(ascii: ",") { next += 1 }
            guard next < text.endIndex, text[next] == 0x20 else { return nil }
            return next + 1
        }
        return nil
    }

    private static func lowered(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }

    /// Words that carry no meaning in a request. Not "just" or "only", which may limit something.
    private static let fillers: [[UInt8]] = ["please", "kindly", "basically", "honestly"].map { Array($0.utf8) }

    /// The beginning of a sentence, and how many bytes may follow.
    private typealias Phrase = (start: String, rest: Int)

    private static let person: [Phrase] = [
        ("hello", 12), ("hi there", 8), ("hi!", 2), ("hey", 12), ("good morning", 10), ("i hope you are doing", 20),
        ("i hope you're doing", 20), ("i hope this message finds", 20), ("thank you in advance", 40),
        ("thanks in advance", 40), ("thank you so much", 30), ("thank you very much", 30), ("thanks!", 2),
        ("thank you!", 2), ("you are a helpful assistant", 2), ("you are a helpful ai assistant", 2),
    ]

    private static let model: [Phrase] = [
        ("if you need further", 120), ("if you need any", 120), ("if you have any other", 120),
        ("if you have any further", 120), ("if you have any more", 120), ("if there's anything else", 120),
        ("if there is anything else", 120), ("if there's anything specific", 120), ("feel free to", 90),
        ("please feel free to", 90), ("is there anything else", 80), ("let me know if you need", 80),
        ("let me know if there", 80), ("please let me know if you need", 80), ("please let me know if there", 80),
        ("don't hesitate to", 80), ("please don't hesitate", 80), ("have a great", 30), ("have a wonderful", 30),
        ("thank you for your patience", 20), ("thank you for providing", 60), ("i hope this helps", 10),
        ("hope this helps", 10), ("i'm here to help", 40), ("certainly!", 2), ("sure!", 2), ("of course!", 2),
        ("great question", 10), ("you're welcome", 12), ("i'd be happy to", 60), ("i would be happy to", 60),
        ("i'll be happy to", 60), ("i can help you with that", 2), ("i can assist you with that", 2),
        ("sure, i can help", 20), ("no problem", 2), ("no worries", 2), ("please hold on", 30), ("one moment", 20),
        ("just a moment", 20), ("i understand", 2), ("i apologize for", 60), ("i'm sorry for", 60),
        ("sorry for the", 60), ("thank you for confirming", 3), ("thank you for the clarification", 2),
        ("thank you for the information", 2), ("please let me know how you", 30), ("let me know how you", 30),
    ]
}
