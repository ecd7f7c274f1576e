/// Folds a line that is said four times or more in a row, as progress output does. What is left
/// keeps its bytes.
enum RepeatedLines {
    private static let shortestRun = 4
    /// Shorter lines are as likely the braces of code.
    private static let shortestLine = 24

    /// The text with its repetitions folded; nil when it has none.
    static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        let lines = TextLines(bytes)
        guard lines.count > shortestRun else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var index = 0
        var hasFolded = false
        while index < lines.count {
            let line = lines[index]
            var end = index + 1
            while end < lines.count, isSame(bytes, line, lines[end]) { end += 1 }
            let run = end - index
            let folds = run >= shortestRun && line.count >= shortestLine
            for repetition in 0..<(folds ? 1 : run) {
                if index > 0 || repetition > 0 { out.append(0x0A) }
                out += bytes[line]
            }
            hasFolded = hasFolded || folds
            if folds { out += " [\(CountWords.times(run))]".utf8 }
            index = end
        }
        if bytes.last == 0x0A { out.append(0x0A) }
        return hasFolded && out.count < bytes.count ? out : nil
    }

    private static func isSame(_ bytes: [UInt8], _ first: Range<Int>, _ second: Range<Int>) -> Bool {
        first.count == second.count && bytes[first] == bytes[second]
    }
}
