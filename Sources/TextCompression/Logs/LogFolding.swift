/// Folds the lines of a log that say the same with other numbers: the first stands as it is, with how often it came
/// and when it came last; what is said once stands as it is. Order is that of first appearance.
///
/// A record is a line with its indented continuation (a stack trace). Linear in the bytes; the patterns that are
/// remembered are bounded, and lines beyond that bound stand as they are.
struct LogFolding {
    /// How a folded log begins; a text that begins so is not looked at again.
    static let opening = "[log; lines alike but for numbers folded"
    /// The fewest records worth folding.
    static let minimumRecords = 8
    private static let maximumPatterns = 1 << 16
    /// A stack trace longer than this keeps its first and last frames.
    private static let traceHead = 8
    private static let traceTail = 3

    private struct Pattern {
        var first: Int
        var last: Int
        var count: Int
    }

    private let lines: TextLines
    private var starts: [Int] = []
    private var patterns: [Pattern] = []

    /// The folded log; nil when the bytes are no log or it would not be shorter.
    static func compressed(_ bytes: [UInt8], handle: String?) -> [UInt8]? {
        let lines = TextLines(bytes)
        guard LogShape.matches(lines) else { return nil }
        var folding = LogFolding(lines)
        guard folding.starts.count >= minimumRecords else { return nil }
        folding.group()
        let out = folding.written(handle: handle)
        return out.count < bytes.count ? out : nil
    }

    private init(_ lines: TextLines) {
        self.lines = lines
        starts.reserveCapacity(lines.count)
        lines.bytes.withUnsafeBufferPointer { text in
            for line in 0..<lines.count where line == 0 || !Self.isContinuation(text, lines[line]) {
                starts.append(line)
            }
        }
    }

    private static func isContinuation(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        guard let first = line.first else { return true }
        switch text[first] {
        case 0x20, 0x09, UInt8(ascii: "}"): return true
        case UInt8(ascii: "C"): return text[line].starts(with: "Caused by:".utf8)
        default: return false
        }
    }

    private mutating func group() {
        var known: [UInt64: Int32] = [:]
        known.reserveCapacity(min(starts.count, 4096))
        lines.bytes.withUnsafeBufferPointer { text in
            for record in starts.indices {
                let key = LogPattern.hash(text, lines[starts[record]])
                if let group = known[key] {
                    patterns[Int(group)].count += 1
                    patterns[Int(group)].last = record
                } else {
                    if known.count < Self.maximumPatterns { known[key] = Int32(patterns.count) }
                    patterns.append(Pattern(first: record, last: record, count: 1))
                }
            }
        }
    }

    private func written(handle: String?) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(lines.bytes.count / 4)
        let shared = sharedPrefix()
        out += Self.opening.utf8
        if !shared.isEmpty {
            out += "; every line starts with: ".utf8
            out += lines.bytes[shared]
        }
        if let handle { out += "; expand \(handle) for all".utf8 }
        out += "]".utf8
        for pattern in patterns {
            let line = lines[starts[pattern.first]]
            out.append(0x0A)
            out += lines.bytes[line.lowerBound + shared.count..<line.upperBound]
            if pattern.count > 1 {
                out += " [\(CountWords.times(pattern.count))".utf8
                let last = LogPattern.head(of: lines[starts[pattern.last]], in: lines.bytes)
                let rest = last.dropFirst(min(shared.count, last.count))
                if rest.count > 3 {
                    out += ", last ".utf8
                    out += lines.bytes[rest]
                }
                out += "]".utf8
            }
            continuation(of: pattern.first, into: &out)
        }
        return out
    }

    private func continuation(of record: Int, into out: inout [UInt8]) {
        let end = record + 1 < starts.count ? starts[record + 1] : lines.count
        let frames = starts[record] + 1..<end
        for line in frames {
            let offset = line - frames.lowerBound
            if frames.count > Self.traceHead + Self.traceTail + 2, offset >= Self.traceHead {
                if offset == Self.traceHead { out += "\n    [… more frames …]".utf8 }
                if offset < frames.count - Self.traceTail { continue }
            }
            out.append(0x0A)
            out += lines.bytes[lines[line]]
        }
    }

    /// What all the lines that are written start with, up to the end of a word; empty when it is not worth it.
    private func sharedPrefix() -> Range<Int> {
        guard let first = patterns.first, patterns.count > 1 else { return 0..<0 }
        let start = lines[starts[first.first]]
        var length = start.count
        for pattern in patterns {
            let line = lines[starts[pattern.first]]
            let other = lines[starts[pattern.last]]
            length = min(length, line.count, other.count)
            var same = 0
            while same < length, lines.bytes[start.lowerBound + same] == lines.bytes[line.lowerBound + same],
                lines.bytes[start.lowerBound + same] == lines.bytes[other.lowerBound + same]
            {
                same += 1
            }
            length = same
        }
        while length > 0, lines.bytes[start.lowerBound + length - 1] != 0x20 { length -= 1 }
        return length >= 6 ? start.lowerBound..<start.lowerBound + length : 0..<0
    }
}
