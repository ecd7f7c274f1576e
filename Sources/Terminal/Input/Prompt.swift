/// What stands before the line that is typed.
package struct Prompt: Sendable, Equatable {
    /// The prompt itself, one row, without styles.
    package let text: String
    /// Before every further row of a message that goes on after `\`.
    package let continuation: String
    /// How both look where there is colour.
    package let style: Style?

    package init(_ text: String, continuation: String = "… ", style: Style? = nil) {
        self.text = text
        self.continuation = continuation
        self.style = style
    }
}
