/// How two lists of lines differ, as `diff -u` shows it.
package enum LineDifference {
    /// The lines that stay around a difference.
    private static let context = 3
    /// The most cells of the table; larger differences are shown as one.
    private static let mostCells = 4_000_000

    /// The differences, `-` what was expected, `+` what came; none when there are none.
    package static func lines(expected: [String], got: [String]) -> [String] {
        if expected == got { return [] }
        var start = 0
        while start < min(expected.count, got.count), expected[start] == got[start] { start += 1 }
        var end = 0
        while end < min(expected.count, got.count) - start,
            expected[expected.count - 1 - end] == got[got.count - 1 - end]
        { end += 1 }
        let old = Array(expected[start..<(expected.count - end)])
        let new = Array(got[start..<(got.count - end)])
        let middle =
            old.count * new.count <= mostCells
            ? table(old, new) : old.map { "-\($0)" } + new.map { "+\($0)" }
        let before = expected[max(0, start - context)..<start].map { " \($0)" }
        let after = expected[(expected.count - end)...].prefix(context).map { " \($0)" }
        return before + folded(middle) + after
    }

    /// Leaves out long stretches without a difference.
    private static func folded(_ lines: [String]) -> [String] {
        var result: [String] = []
        var same: [String] = []
        func flush(isLast: Bool) {
            if same.count > 2 * context + 1 {
                result += same.prefix(context) + [" …"] + same.suffix(context)
            } else {
                result += same
            }
            same = []
        }
        for line in lines {
            if line.hasPrefix(" ") {
                same.append(line)
            } else {
                flush(isLast: false)
                result.append(line)
            }
        }
        flush(isLast: true)
        return result
    }

    /// The longest common subsequence, Wagner and Fischer 1974.
    private static func table(_ old: [String], _ new: [String]) -> [String] {
        let width = new.count + 1
        var lengths = [Int32](repeating: 0, count: (old.count + 1) * width)
        for i in stride(from: old.count - 1, through: 0, by: -1) {
            for j in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[i * width + j] =
                    old[i] == new[j]
                    ? lengths[(i + 1) * width + j + 1] + 1
                    : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
            }
        }
        var lines: [String] = []
        var (i, j) = (0, 0)
        while i < old.count, j < new.count {
            if old[i] == new[j] {
                lines.append(" \(old[i])")
                (i, j) = (i + 1, j + 1)
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                lines.append("-\(old[i])")
                i += 1
            } else {
                lines.append("+\(new[j])")
                j += 1
            }
        }
        return lines + old[i...].map { "-\($0)" } + new[j...].map { "+\($0)" }
    }
}
