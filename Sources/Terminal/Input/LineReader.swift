import CEdit

/// The line that a person types, from a terminal with editing and history, or plainly from a pipe.
///
/// A dedicated thread owns the input; tasks wait for it without holding a thread of their own. While one lives it also
/// owns the process's SIGINT, SIGTERM, SIGHUP and, on a terminal, SIGWINCH, SIGTSTP and SIGCONT, and there can be one.
/// Between lines nothing is read: what is typed then stays with the terminal, unseen, for the next prompt.
package final class LineReader: Sendable {
    /// Whether lines are edited: the input is a terminal that can move its cursor. Otherwise no escape codes are written.
    package let isEditing: Bool
    private let mailbox: ReaderMailbox

    /// Takes over the input.
    ///
    /// - Parameter output: where prompts and notices go; the same object that answers are written to.
    /// - Throws: ``TerminalError/alreadyOpen`` if this process has a reader already.
    package init(_ settings: LineReaderSettings, output: TerminalOutput) throws(TerminalError) {
        mailbox = try ReaderMailbox()
        isEditing =
            settings.allowsEditing && TerminalEnvironment.isTerminal(settings.input) && output.isTerminal
            && !TerminalEnvironment.isDumb(settings.environment["TERM"])
        let source = InputSource(
            descriptor: settings.input, mailbox: mailbox, signals: try SignalPipe(terminal: isEditing))
        do throws(TerminalError) {
            if isEditing {
                try ReaderThread.start(EditingLoop(settings, source: source, mailbox: mailbox, output: output))
            } else {
                try ReaderThread.start(PlainLoop(settings, source: source, mailbox: mailbox, output: output))
            }
        } catch {
            cedit_terminal_forget()
            cedit_signals_remove()
            throw error
        }
    }

    deinit {
        mailbox.requestClose()
    }

    /// Reads one message.
    ///
    /// Plain reading throws what is wrong with a line in its place; the next call goes on with the line after it.
    /// - Throws: ``TerminalError``, or `CancellationError`, which drops what has been typed.
    package func next(prompt: Prompt) async throws -> LineEvent {
        try await read(prompt, isQuestion: false)
    }

    /// Asks a question, also in the middle of a turn.
    ///
    /// What was typed before the question was asked does not answer it, and the answer is not remembered.
    package func ask(_ prompt: Prompt) async throws -> LineEvent {
        try await read(prompt, isQuestion: true)
    }

    /// Shows text on rows of its own: above the line being typed, or where the output stands. Does not wait.
    ///
    /// Control characters are made visible. More than 256 unshown notices are counted and left out.
    package func notice(_ text: String) {
        mailbox.notice(TextSanitizer.sanitized(text))
    }

    /// Runs `body` as a turn: Ctrl-C and typed lines arrive at its input, and what it leaves goes to the next prompt.
    package func withTurn<Success>(_ body: (TurnInput) async throws -> Success) async rethrows -> Success {
        let turn = TurnInput()
        mailbox.setTurn(turn)
        defer {
            turn.end()
            mailbox.setTurn(nil)
        }
        return try await body(turn)
    }

    /// Gives the terminal back as it was, and the signals. Waits until that is done.
    package func close() async {
        mailbox.requestClose()
        await mailbox.waitUntilEnded()
    }

    private func read(_ prompt: Prompt, isQuestion: Bool) async throws -> LineEvent {
        let id = mailbox.newID()
        defer { mailbox.forget(id) }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                mailbox.post(.init(id: id, prompt: prompt, isQuestion: isQuestion, continuation: continuation))
            }
        } onCancel: {
            mailbox.cancel(id)
        }
    }
}
