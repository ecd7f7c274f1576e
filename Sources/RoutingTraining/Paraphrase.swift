/// Ways to say the same with other words, each the same for the same text: what a router's choice should not hang on.
package enum Paraphrase: String, Sendable, CaseIterable {
    /// Asked nicely: a sentence before and one after.
    case polite
    /// In small letters only.
    case casing
    /// Without the marks at the end of its lines, and with hyphens and semicolons where there were none.
    case punctuation
    /// `what is` for `what's`, and the other way round.
    case contractions
    /// Everyday words for others that mean the same.
    case synonyms
    /// The question first, or the two halves of a sentence the other way round.
    case order
    /// All of them, one after another.
    case all

    /// The text, said in this way; the same text where there is nothing to change.
    package func said(_ text: String) -> String {
        switch self {
        case .polite: "Could you please help me with this? \(text)\nThank you very much!"
        case .casing: text.lowercased()
        case .punctuation: Self.repunctuated(text)
        case .contractions: Self.replaced(text, ParaphraseWords.pairs)
        case .synonyms: Self.replaced(text, ParaphraseWords.synonyms)
        case .order: Self.reordered(text)
        case .all:
            [Paraphrase.order, .synonyms, .contractions, .punctuation, .casing, .polite].reduce(text) { $1.said($0) }
        }
    }

    private static func repunctuated(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, ".?!:; ".contains(last) { line.removeLast() }
            return String(line)
        }
        var bare = ""
        var previous: Character = " "
        for character in lines.joined(separator: "\n") {
            if character == " ", previous == "," {
                bare.removeLast()
                bare += ";"
            }
            bare.append(character)
            previous = character
        }
        return bare
    }

    /// The last sentence of the first line first; of a single sentence, what follows its only comma.
    private static func reordered(_ text: String) -> String {
        let end = text.firstIndex(of: "\n") ?? text.endIndex
        let sentences = sentences(text[..<end])
        if let last = sentences.last, sentences.count > 1 {
            return ([last] + sentences.dropLast()).joined(separator: " ") + text[end...]
        }
        let halves = text[..<end].split(separator: ",", omittingEmptySubsequences: false)
        guard halves.count == 2, let second = halves[1].last, halves[0].count > 1, halves[1].count > 2 else {
            return text
        }
        let mark = ".?!".contains(second) ? String(second) : ""
        let tail = halves[1].drop { $0 == " " }.dropLast(mark.count)
        return tail.prefix(1).uppercased() + tail.dropFirst() + ", " + halves[0].prefix(1).lowercased()
            + halves[0].dropFirst() + mark + text[end...]
    }

    private static func sentences(_ line: Substring) -> [Substring] {
        var found: [Substring] = []
        var start = line.startIndex
        var index = start
        while index < line.endIndex {
            let next = line.index(after: index)
            if ".?!".contains(line[index]), next < line.endIndex, line[next] == " " {
                found.append(line[start...index])
                start = line[next...].firstIndex { $0 != " " } ?? line.endIndex
                index = start
            } else {
                index = next
            }
        }
        if start < line.endIndex { found.append(line[start...]) }
        return found
    }

    /// Replaces words, and pairs of words with one space between them, keeping a capital at the beginning.
    private static func replaced(_ text: String, _ words: [String: String]) -> String {
        var pieces: [Substring] = []
        var rest = text[...]
        while let first = rest.first {
            let isWord = isPart(first)
            let piece = rest.prefix { isPart($0) == isWord }
            pieces.append(piece)
            rest = rest[piece.endIndex...]
        }
        var result = ""
        var index = 0
        while index < pieces.count {
            let piece = pieces[index]
            if index + 2 < pieces.count, pieces[index + 1] == " ",
                let other = words["\(piece) \(pieces[index + 2])".lowercased()]
            {
                result += matching(other, piece)
                index += 3
            } else {
                result += words[piece.lowercased()].map { matching($0, piece) } ?? String(piece)
                index += 1
            }
        }
        return result
    }

    private static func isPart(_ character: Character) -> Bool { character.isLetter || character == "'" }

    private static func matching(_ word: String, _ old: Substring) -> String {
        old.first?.isUppercase == true ? word.prefix(1).uppercased() + word.dropFirst() : word
    }
}
