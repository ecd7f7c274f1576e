/// A progress bar on standard error: there when work takes over a second, gone afterwards, nothing at all when piped.
package struct ProgressDisplay: Sendable {
    private let output: TerminalOutput
    private let start = ContinuousClock.now
    private var bar: ProgressBar

    /// - Parameters:
    ///   - output: standard error.
    ///   - total: units of work; 0 when unknown.
    package init(_ label: String, total: Int, to output: TerminalOutput) {
        self.output = output
        bar = ProgressBar(label: label, total: total)
    }

    /// Shows that `done` units are finished.
    package mutating func advance(to done: Int) throws(TerminalError) {
        guard output.movesCursor, let columns = output.columns else { return }
        if let text = bar.advance(to: done, elapsed: ContinuousClock.now - start, columns: columns) {
            try output.write(text)
        }
    }

    /// Erases the bar.
    package mutating func finish() throws(TerminalError) {
        if let text = bar.finish() { try output.write(text) }
    }
}
