/// The picture of how far a piece of work is, as a value: it says what to write and when.
///
/// It stays silent for the first second, draws at most ten times a second, and erases itself at the end.
package struct ProgressBar: Sendable {
    private let label: String
    private let total: Int
    private var lastDrawn: Duration?
    private static let silence = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)
    private static let length = 24

    /// - Parameter total: units of work; 0 when unknown, which shows a count instead of a bar.
    package init(label: String, total: Int) {
        self.label = TextSanitizer.sanitized(label)
        self.total = max(0, total)
    }

    /// Returns what to write, or nil.
    ///
    /// - Parameters:
    ///   - elapsed: time since the work began.
    ///   - columns: width of the terminal.
    package mutating func advance(to done: Int, elapsed: Duration, columns: Int) -> String? {
        guard elapsed >= Self.silence else { return nil }
        if let lastDrawn, elapsed - lastDrawn < Self.interval { return nil }
        lastDrawn = elapsed
        return "\r\u{1B}[K" + picture(done).truncated(toColumns: columns - 1)
    }

    /// Returns what erases the bar, or nil if it was never drawn.
    package mutating func finish() -> String? {
        defer { lastDrawn = nil }
        return lastDrawn == nil ? nil : "\r\u{1B}[K"
    }

    private func picture(_ done: Int) -> String {
        guard total > 0 else { return "\(label) \(done)" }
        let share = Double(min(max(done, 0), total)) / Double(total)
        let filled = Int(share * Double(Self.length))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.length - filled)
        return "\(label) \(bar) \(Int(share * 100))%"
    }
}
