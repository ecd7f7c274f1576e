/// Of many passages, keeps those that bear on a question, by the words they share with it (Okapi BM25: Robertson and
/// Zaragoza, "The Probabilistic Relevance Framework", 2009, with k1 = 1.2 and b = 0.75).
///
/// It only acts on prose in at least `minimumPassages` passages, and only when a passage clearly fits: with no word in
/// common everything stays. Passages with code in them always stay.
enum PassageFilter {
    /// What stands for passages that were left out.
    static let gap = "[…]"
    /// How a text that was filtered ends; such a text is not looked at again.
    static let note: StaticString = "[passages left out: not about the question"
    private static let minimumPassages = 5
    private static let minimumBytes = 1500
    /// At least and at most this many passages stay; those between with this share of the best one's score.
    private static let fewest = 2
    private static let most = 6
    private static let share = 0.4
    /// The best passage has at least this much of the weight of the question's words that any passage has.
    private static let confidence = 0.3

    /// The text with the passages that matter; nil when it is not passages, or nothing would be left out.
    static func compressed(_ bytes: [UInt8], question: String, handle: String?) -> [UInt8]? {
        guard bytes.count >= minimumBytes else { return nil }
        let passages = split(bytes)
        guard passages.count >= minimumPassages else { return nil }
        let prose = passages.count { isProse(bytes[$0]) }
        guard prose * 10 >= passages.count * 8 else { return nil }
        guard let scores = scores(bytes, passages, question) else { return nil }
        let order = passages.indices.sorted { (scores[$0], $1) > (scores[$1], $0) }
        let best = scores[order[0]]
        var kept = Set(order.prefix(fewest))
        kept.formUnion(order.prefix(most).filter { scores[$0] >= share * best })
        kept.formUnion(passages.indices.filter { hasCode(bytes[passages[$0]]) })
        var out: [UInt8] = []
        var isOpen = true
        for index in passages.indices {
            if kept.contains(index) {
                if !out.isEmpty { out += "\n\n".utf8 }
                out += bytes[passages[index]]
                isOpen = true
            } else if isOpen {
                if !out.isEmpty { out += "\n\n".utf8 }
                out += gap.utf8
                isOpen = false
            }
        }
        out += "\n\n\(note)\(handle.map { "; expand \($0) for all" } ?? "")]".utf8
        return out.count < bytes.count ? out : nil
    }

    /// The parts between blank lines.
    private static func split(_ bytes: [UInt8]) -> [Range<Int>] {
        let lines = TextLines(bytes)
        var found: [Range<Int>] = []
        var start: Int?
        var end = 0
        for index in 0..<lines.count {
            let line = lines[index]
            if bytes[line].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                if let from = start { found.append(from..<end) }
                start = nil
            } else {
                if start == nil { start = line.lowerBound }
                end = line.upperBound
            }
        }
        if let from = start { found.append(from..<end) }
        return found
    }

    /// Whether a passage is sentences: mostly letters, long enough, ending as a sentence does.
    private static func isProse(_ passage: ArraySlice<UInt8>) -> Bool {
        guard passage.count >= 60, let last = passage.last(where: { $0 != 0x20 }) else { return false }
        var counts = [0, 0, 0]
        passage.withUnsafeBufferPointer { text in
            for byte in text { counts[Int(kinds[Int(byte)])] += 1 }
        }
        let isEnded = ".?!\"')]:".utf8.contains(last) || last >= 0x80
        return counts[1] * 100 >= passage.count * 75 && counts[2] * 100 <= passage.count * 2 && isEnded
    }

    /// 1 for letters and spaces, 2 for what code has and sentences have not.
    private static let kinds: [UInt8] = (0...255).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...0xFF, 0x20: 1
        default: "{}=;<>|\\_".utf8.contains(UInt8(byte)) ? 2 : 0
        }
    }

    private static func hasCode(_ passage: ArraySlice<UInt8>) -> Bool {
        passage.contains(bytesOf: "```")
    }

    /// Each passage's score; nil when none fits the question well enough to tell.
    private static func scores(_ bytes: [UInt8], _ passages: [Range<Int>], _ question: String) -> [Double]? {
        var wanted = TermTable(capacity: 256)
        var copy = question
        copy.withUTF8 { text in Terms.each(in: text[...]) { wanted.insert($0) } }
        guard wanted.count > 0 else { return nil }
        let width = wanted.count
        var counts = [Int](repeating: 0, count: passages.count * width)
        var lengths = [Int](repeating: 0, count: passages.count)
        bytes.withUnsafeBufferPointer { text in
            for (index, passage) in passages.enumerated() {
                Terms.each(in: text[passage]) { term in
                    lengths[index] += 1
                    if let position = wanted[term] { counts[index * width + position] += 1 }
                }
            }
        }
        let total = Double(passages.count)
        let holders = (0..<width).map { term in passages.indices.count { counts[$0 * width + term] > 0 } }
        let weights = holders.map { holders -> Double in
            let holders = Double(holders)
            return Logarithm.ln(1 + (total - holders + 0.5) / (holders + 0.5))
        }
        let mean = max(1, Double(lengths.reduce(0, +)) / total)
        let scores = passages.indices.map { index in
            (0..<width).reduce(0.0) { sum, term in
                let count = Double(counts[index * width + term])
                guard count > 0 else { return sum }
                return sum + weights[term] * count * 2.2
                    / (count + 1.2 * (0.25 + 0.75 * Double(lengths[index]) / mean))
            }
        }
        // A word that no passage has says nothing of which one fits; when most are such, the question is about
        // something else.
        guard holders.count(where: { $0 > 0 }) * 3 >= width else { return nil }
        let all = zip(weights, holders).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) }
        let best = passages.indices.max { scores[$0] < scores[$1] } ?? 0
        let matched = (0..<width).reduce(0.0) { $0 + (counts[best * width + $1] > 0 ? weights[$1] : 0) }
        return matched >= confidence * all ? scores : nil
    }
}
