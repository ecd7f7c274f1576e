/// A text after compression, and what was done to it.
package struct CompressedText: Sendable, Hashable {
    /// What was done.
    package enum Technique: String, Sendable, Hashable, CaseIterable {
        /// JSON with its names said once; nothing is lost but white space.
        case table
        /// Only what changed since an earlier result about the same thing.
        case difference
        /// The same as an earlier result.
        case duplicate
        /// Log lines alike but for numbers folded.
        case log
        /// Passages that do not bear on the question left out.
        case passages
        /// The text of an HTML page.
        case html
        /// Lines repeated in a row folded.
        case repetition
        /// Politeness, ornament and white space taken out.
        case prose
        /// The beginning and the end.
        case headAndTail

        /// Whether the text no longer holds everything that was in it, so that a way back is worth its tokens.
        package var loses: Bool {
            switch self {
            case .table, .difference, .duplicate, .repetition, .prose: false
            case .log, .passages, .html, .headAndTail: true
            }
        }
    }

    /// The text; the original's when nothing was done.
    package var text: String
    /// What was done; nil when nothing was.
    package var technique: Technique?

    /// Makes a result.
    package init(text: String, technique: Technique?) {
        self.text = text
        self.technique = technique
    }
}
