/// How a ``LineReader`` is set up.
package struct LineReaderSettings: Sendable {
    /// Returns the whole texts that the text before the cursor could become; for Tab. Runs on the reader's thread.
    package typealias Completion = @Sendable (_ text: String) -> [String]

    /// Where lines come from.
    package var input: Int32 = 0
    /// TERM decides between editing and plain reading.
    package var environment: [String: String]
    /// Where lines are remembered, created with mode 0600; nil remembers them for this process only.
    package var historyFile: String?
    /// Lines remembered.
    package var historyLimit = 1000
    /// Bytes that one message may have.
    package var maximumLineBytes = 1 << 20
    /// False reads plainly even on a terminal, which is then left as it is.
    package var allowsEditing = true
    package var completion: Completion = { _ in [] }

    package init(environment: [String: String]) {
        self.environment = environment
    }
}
