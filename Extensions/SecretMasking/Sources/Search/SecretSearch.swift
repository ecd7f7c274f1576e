/// Looks for many values at once, and for what looks like a secret.
///
/// What it says of a text depends on the text alone, not on the pieces in which it comes: of overlapping secrets the one
/// that starts first counts, of those that start together the longest.
struct SecretSearch: Sendable {
    private let meanings: [SecretPattern.Meaning]
    /// All patterns' bytes behind one another: flat tables, so that a scan touches no reference count.
    private let bytes: [UInt8]
    /// Where in `bytes` each pattern begins, and the end of the last one.
    private let starts: [Int32]
    private let filter: TripleFilter
    /// The patterns by their first byte, and where those of each byte begin.
    private let byFirstByte: [Int32]
    private let firstByteStarts: [Int32]
    private let longest: Int

    /// - Parameter patterns: each of at least three bytes.
    init(_ patterns: [SecretPattern]) {
        meanings = patterns.map(\.meaning)
        bytes = patterns.flatMap(\.bytes)
        starts = patterns.reduce(into: [0]) { $0.append(($0.last ?? 0) + Int32($1.bytes.count)) }
        filter = TripleFilter(patterns)
        var byFirstByte = [[Int32]](repeating: [], count: 256)
        for (index, pattern) in patterns.enumerated() { byFirstByte[Int(pattern.bytes[0])].append(Int32(index)) }
        firstByteStarts = byFirstByte.reduce(into: [0]) { $0.append(($0.last ?? 0) + Int32($1.count)) }
        self.byFirstByte = byFirstByte.flatMap(\.self)
        longest = patterns.map(\.bytes.count).max() ?? 0
    }

    /// Scans a text, or a piece of one.
    func findings(in text: ScannedText) -> SecretFindings {
        var events: [Event] = []
        filter.forEachLead(in: text) { index, start in
            guard start >= 0 else { return }
            let count = Int(starts[index + 1] - starts[index])
            guard matches(index, upTo: count, text, at: start) else { return }
            let end = start + count
            switch meanings[index] {
            case .secret(let name): events.append(Event(sign: start, start: start, end: end, meaning: .known(name)))
            case .sign(let sign):
                switch sign.verdict(in: text, from: start, to: end) {
                case .nothing: break
                case .open: events.append(Event(sign: start, start: start, end: nil, meaning: nil))
                case .secret(let range, let kind):
                    events.append(
                        Event(
                            sign: start, start: range.lowerBound, end: range.upperBound, meaning: .recognized(kind)))
                }
            }
        }
        if !text.isLast { addBeginnings(in: text, &events) }
        guard !events.isEmpty else { return SecretFindings(decided: text.count) }
        return Self.resolved(events, count: text.count)
    }

    /// A secret, or what may become one (`end` is nil).
    private struct Event {
        /// Where the sign of it begins: at the secret or before it.
        var sign: Int
        var start: Int
        var end: Int?
        var meaning: SecretSpan.Meaning?
    }

    private static func resolved(_ events: [Event], count: Int) -> SecretFindings {
        // What is open comes before what is closed, the longer before the shorter, the known before the recognised.
        let sorted = events.sorted { a, b in
            if a.start != b.start { return a.start < b.start }
            let (first, second) = (a.end ?? .max, b.end ?? .max)
            if first != second { return first > second }
            if case .known = a.meaning, case .recognized = b.meaning { return true }
            switch (a.meaning, b.meaning) {
            case (.known(let one), .known(let other)): return one < other
            // What a vendor's token is says more than that something was assigned.
            case (.recognized(let one), .recognized(let other)): return one != "secret" && other == "secret"
            default: return false
            }
        }
        var findings = SecretFindings(decided: count)
        var cursor = 0
        for event in sorted where event.start >= cursor {
            // A sign that is itself part of a secret is none: cut there, it would not be seen.
            guard !findings.spans.contains(where: { $0.range.contains(event.sign) }) else { continue }
            guard findings.decided == count, let end = event.end, let meaning = event.meaning else {
                // Nothing may be decided behind the sign of what is still to be decided.
                findings.decided = min(findings.decided, event.sign)
                continue
            }
            findings.spans.append(SecretSpan(range: event.start..<end, meaning: meaning))
            cursor = end
        }
        findings.spans.removeAll { $0.range.lowerBound >= findings.decided }
        return findings
    }

    /// Notes where the end of a piece may be the beginning of a pattern.
    private func addBeginnings(in text: ScannedText, _ events: inout [Event]) {
        for start in max(0, text.count - max(longest, 1) + 1)..<text.count {
            let byte = Int(text[start])
            let rest = text.count - start
            for place in Int(firstByteStarts[byte])..<Int(firstByteStarts[byte + 1]) {
                let index = Int(byFirstByte[place])
                guard Int(starts[index + 1] - starts[index]) > rest, matches(index, upTo: rest, text, at: start) else {
                    continue
                }
                if case .sign(let sign) = meanings[index], !sign.mayBegin(in: text, at: start) { continue }
                events.append(Event(sign: start, start: start, end: nil, meaning: nil))
                break
            }
        }
    }

    /// Whether the first `count` bytes of a pattern stand at an index.
    private func matches(_ pattern: Int, upTo count: Int, _ text: ScannedText, at start: Int) -> Bool {
        guard start + count <= text.count else { return false }
        let first = Int(starts[pattern])
        for offset in 0..<count where text[start + offset] != bytes[first + offset] { return false }
        return true
    }
}
