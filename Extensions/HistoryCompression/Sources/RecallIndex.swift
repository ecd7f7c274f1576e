import TextCompression

/// The sentences of messages that are no longer sent as they are, and what they are about: what bears on the person's
/// message can be said again.
struct RecallIndex: Sendable {
    /// Sentences that are remembered; when there are more, the oldest half goes.
    private static let capacity = 16_384
    /// A word in at most so many sentences says enough by itself.
    private static let rare = 3

    private var sentences: [String] = []
    private var places: [UInt64: [Int32]] = [:]
    private var known: Set<String> = []
    private(set) var messages: Set<String> = []

    /// Adds a message's sentences, once.
    mutating func add(_ text: String, id: String) {
        guard messages.insert(id).inserted else { return }
        if sentences.count >= Self.capacity { forget() }
        for sentence in SentenceSplit.pieces(of: text)
        where sentence.utf8.count >= 12 && sentence.utf8.count <= 400 && known.insert(sentence).inserted {
            insert(sentence)
        }
    }

    private mutating func insert(_ sentence: String) {
        let place = Int32(sentences.count)
        sentences.append(sentence)
        for term in Set(Terms.all(in: sentence)) { places[term, default: []].append(place) }
    }

    private mutating func forget() {
        let rest = sentences.dropFirst(sentences.count / 2)
        (sentences, places, known) = ([], [:], Set(rest))
        for sentence in rest { insert(sentence) }
    }

    /// The sentences that bear most on a question, the best first, in at most so many bytes.
    ///
    /// A sentence counts that shares two of the question's words with it, or one that is rare. Each shared word weighs as
    /// many bits as it is rare.
    func matches(_ question: String, except present: Set<String>, bytes: Int) -> [String] {
        guard !sentences.isEmpty else { return [] }
        var scores: [Int32: (weight: Int, words: Int, isRare: Bool)] = [:]
        for term in Set(Terms.all(in: question)) {
            guard let found = places[term], found.count * 2 <= sentences.count + Self.rare else { continue }
            let weight = Int.bitWidth - (sentences.count / found.count).leadingZeroBitCount
            for place in found {
                scores[place, default: (0, 0, false)].weight += weight
                scores[place]?.words += 1
                if found.count <= Self.rare { scores[place]?.isRare = true }
            }
        }
        let fitting = scores.filter { $0.value.words >= 2 || $0.value.isRare }
        var room = bytes
        var chosen: [String] = []
        for (place, _) in fitting.sorted(by: { ($0.value.weight, $0.key) > ($1.value.weight, $1.key) }) {
            let sentence = sentences[Int(place)]
            guard room >= 40 else { break }
            guard sentence.utf8.count + 3 <= room, !present.contains(sentence) else { continue }
            room -= sentence.utf8.count + 3
            chosen.append(sentence)
        }
        return chosen
    }
}
