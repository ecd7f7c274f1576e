import CEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reading from a terminal: edits lines when asked for one, and watches the keyboard during a turn. Runs on the reader's
/// thread.
final class EditingLoop: ReaderThread.Loop {
    private let settings: LineReaderSettings
    private let source: InputSource
    private let mailbox: ReaderMailbox
    private let output: TerminalOutput
    private let editor: LineEditor
    /// Read when the first prompt is on the screen, as that is sooner than anyone can press a key.
    private var history: InputHistory?
    private var exit = ExitKeys()
    private var turn: TurnInput?
    private var typed: TurnLine

    /// Makes the terminal quiet at once, so that nothing typed from now on is shown or lost.
    init(
        _ settings: LineReaderSettings, source: InputSource, mailbox: ReaderMailbox, output: TerminalOutput
    ) throws(TerminalError) {
        cedit_terminal_save(settings.input, output.descriptor)
        guard let editor = LineEditor(settings, source: source, mailbox: mailbox, output: output) else {
            cedit_terminal_forget()
            throw .system(operation: "Starting the line editor", errno: errno)
        }
        self.editor = editor
        self.settings = settings
        self.source = source
        self.mailbox = mailbox
        self.output = output
        typed = TurnLine(limit: settings.maximumLineBytes)
        cedit_terminal_quiet()
    }

    func run() {
        editor.whenPrompted = { [unowned self] in loadHistory() }
        while !mailbox.isClosing {
            for notice in mailbox.takeNotices() { show(notice) }
            followTurn()
            if let request = mailbox.takeRequest() {
                mailbox.finish(request, with: Result { try read(request) })
            } else {
                attend()
            }
        }
        editor.close()
        cedit_terminal_forget()
        source.close()
        turn?.hangUp()
        mailbox.end()
    }

    /// Notices that a turn began or ended. What its input did not take is typed again at the next prompt.
    private func followTurn() {
        let current = mailbox.turn
        guard current !== turn else { return }
        if let turn {
            var bytes = turn.takeRemaining().flatMap { TurnLine.typing($0) + [UInt8(ascii: "\r")] }
            bytes += typed.takeUnsent()
            source.bytes.prepend(bytes)
        }
        turn = current
        cedit_terminal_paste(current != nil)
        if exit.hasHungUp { current?.hangUp() }
    }

    /// Waits for one thing to happen while no line is being read.
    private func attend() {
        if turn != nil && !source.bytes.isEmpty {
            take(source.bytes.takeAll())
            return
        }
        switch source.wait(includingInput: turn != nil && !source.hasEnded) {
        case .mail, .input: break
        case .ended: hangUp()
        case .signal(SIGTSTP):
            cedit_terminal_restore()
            cedit_signals_suspend()
            resume()
        case .signal(SIGCONT): resume()
        case .signal(let number):
            followTurn()  // one may have begun since, and the signal overtakes the news
            switch exit.take(signal: number) {
            case .interrupt:
                exit.turnInterrupted()
                turn?.interrupt()
            case .hangup: hangUp()
            case .none: break
            }
        }
    }

    private func resume() {
        cedit_terminal_quiet()
        cedit_terminal_paste(turn != nil)
    }

    private func hangUp() {
        exit.hangUp()
        turn?.hangUp()
    }

    private func take(_ bytes: [UInt8]) {
        for line in typed.take(bytes) {
            let rows = line.split(separator: "\n", omittingEmptySubsequences: false)
            let more = rows.count > 1 ? " … (\(rows.count) lines)" : ""
            let shown = TextSanitizer.sanitized(String(rows[0])) + more
            guard let turn, turn.hasRoom else {
                show("Too many messages are waiting; this one was dropped: " + shown)
                continue
            }
            show(output.palette.apply(.dim, to: "› " + shown))
            turn.offer(line)
        }
    }

    private func show(_ text: String) {
        // Nobody to tell when the output is gone: the next answer will find out.
        do throws(TerminalError) { try output.writeLine(text) } catch { return }
    }

    private func read(_ request: ReaderMailbox.Request) throws -> LineEvent {
        if exit.hasHungUp { return .hangup }
        var held: [UInt8] = []
        if request.isQuestion {
            source.readAvailable()
            held = source.bytes.takeAll()
        }
        try output.endLine()
        let result = editor.read(request.prompt, isQuestion: request.isQuestion)
        cedit_terminal_quiet()
        cedit_terminal_paste(turn != nil)
        source.bytes.prepend(held)
        switch result {
        case .line(let line):
            exit.lineTaken()
            if !request.isQuestion { remember(line) }
            return .line(line)
        case .interrupted(let wasEmpty):
            return request.isQuestion ? .interrupted : exit.interrupted(emptyLine: wasEmpty)
        case .endOfInput: return .endOfInput
        case .hangup:
            hangUp()
            return .hangup
        case .terminated(let number):
            _ = exit.take(signal: number)
            turn?.hangUp()
            return .hangup
        case .cancelled: throw CancellationError()
        }
    }

    private func loadHistory() {
        let loaded = InputHistory(path: settings.historyFile, limit: settings.historyLimit)
        for line in loaded.earlier { editor.remember(line) }
        if let problem = loaded.problem { mailbox.notice("History is not kept. \(problem)") }
        history = loaded
    }

    private func remember(_ line: String) {
        let hadProblem = history?.problem != nil
        if history?.add(line) == true { editor.remember(line) }
        if !hadProblem, let problem = history?.problem { show("History is not kept. \(problem)") }
    }
}
