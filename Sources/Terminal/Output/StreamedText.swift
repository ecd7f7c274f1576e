/// A model's answer on its way to the screen: each piece is made safe, styled lightly where that is on, and written at once.
///
/// Finish it, also when the answer is cut off: that closes open styles and ends the row.
package struct StreamedText: Sendable {
    private let output: TerminalOutput
    private var sanitizer = TextSanitizer()
    private var styler: MarkdownStyler?

    /// - Parameter markdown: whether to style Markdown; has no effect where the output has no colour.
    package init(to output: TerminalOutput, markdown: Bool = true) {
        self.output = output
        if markdown && output.palette.isEnabled { styler = MarkdownStyler() }
    }

    /// Writes the next piece.
    package mutating func write(_ delta: String) throws(TerminalError) {
        let safe = sanitizer.sanitize(delta)
        try output.write(styler?.style(safe) ?? safe)
    }

    /// Writes what was held back, closes styles and ends the row.
    package mutating func finish() throws(TerminalError) {
        let rest = sanitizer.finish()
        let styled = styler?.style(rest) ?? rest
        try output.write(styled + (styler?.finish() ?? ""))
        try output.endLine()
    }
}
