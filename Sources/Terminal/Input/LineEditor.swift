import CEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// libedit, wired to the reader's thread: it asks us for characters, and while it waits we show notices, follow the
/// window's size and take signals. Belongs to that thread.
final class LineEditor {
    enum Outcome {
        case line(String)
        case interrupted(wasEmpty: Bool)
        case endOfInput
        case hangup
        case terminated(Int32)
        case cancelled
    }

    let source: InputSource
    let mailbox: ReaderMailbox
    let output: TerminalOutput
    let completion: LineReaderSettings.Completion
    let handle: OpaquePointer
    var pastes = PasteStore()
    var isQuestion = false
    /// Runs once, when the first prompt is on the screen and before a key is taken.
    var whenPrompted: (() -> Void)?
    /// Why reading stopped, when it was not a key that did it.
    var outcome: Outcome?
    /// The prompt as libedit reads it, and its scalars for layout.
    private(set) var promptText: UnsafeMutablePointer<wchar_t>
    private(set) var promptScalars: [Unicode.Scalar] = []
    private let history: OpaquePointer
    private let noHistory: OpaquePointer
    private let streams: [UnsafeMutablePointer<FILE>]
    let limit: Int

    /// Nil when libedit cannot be started, for want of memory or descriptors.
    init?(_ settings: LineReaderSettings, source: InputSource, mailbox: ReaderMailbox, output: TerminalOutput) {
        cedit_use_utf8()
        guard let input = cedit_open_stream(settings.input, "r"),
            let screen = cedit_open_stream(output.descriptor, "w"),
            let nowhere = fopen("/dev/null", "we"),
            let history = history_winit(),
            let noHistory = history_winit(),
            let handle = el_init("farthing", input, screen, nowhere)
        else { return nil }
        self.source = source
        self.mailbox = mailbox
        self.output = output
        completion = settings.completion
        limit = settings.maximumLineBytes
        self.handle = handle
        self.history = history
        self.noHistory = noHistory
        streams = [input, screen, nowhere]
        promptText = UnsafeMutablePointer<wchar_t>.allocate(capacity: 1)
        promptText.pointee = 0
        cedit_history_limit(history, Int32(settings.historyLimit))
        cedit_history_unique(history, 1)
        configure()
    }

    /// Puts the terminal back as libedit found it and frees everything.
    func close() {
        el_end(handle)
        history_wend(history)
        history_wend(noHistory)
        for stream in streams { fclose(stream) }
        promptText.deallocate()
    }

    /// Adds an entry to the list that the arrow keys walk through.
    func remember(_ line: String) {
        _ = line.withWide { cedit_history_add(history, $0) }
    }

    /// Reads a message, over several rows when they end in a backslash.
    func read(_ prompt: Prompt, isQuestion: Bool) -> Outcome {
        self.isQuestion = isQuestion
        outcome = nil
        defer { pastes.removeAll() }
        cedit_use_history(handle, isQuestion ? noHistory : history)
        cedit_terminal_paste(true)
        defer { cedit_terminal_paste(false) }
        var message = ""
        var isFirst = true
        while true {
            setPrompt(isFirst ? prompt.text : prompt.continuation, style: prompt.style)
            var count: Int32 = 0
            guard let line = el_wgets(handle, &count) else {
                if let outcome { return outcome }
                if count < 0 && !TerminalEnvironment.isTerminal(source.descriptor) { return .hangup }
                if count < 0 { continue }  // an unknown key sequence
                show("\n")
                return isFirst ? .endOfInput : .line(message)
            }
            var row = pastes.expand(String(wide: UnsafeBufferPointer(start: line, count: Int(count))))
            if row.unicodeScalars.last == "\n" { row.unicodeScalars.removeLast() }
            let backslashes = row.reversed().prefix { $0 == "\\" }.count
            if isQuestion || backslashes.isMultiple(of: 2) || message.utf8.count > limit { return .line(message + row) }
            message += row.dropLast() + "\n"
            isFirst = false
        }
    }

    /// Returns the next character for libedit, or nil to make it stop; `outcome` then says why.
    func nextCharacter() -> Unicode.Scalar? {
        if let whenPrompted {
            self.whenPrompted = nil
            whenPrompted()
        }
        while true {
            if let scalar = source.bytes.nextScalar() {
                if scalar.value < 0x20 || line.count < limit { return scalar }
                continue
            }
            guard attend() else { return nil }
        }
    }

    /// Waits for one thing to happen. Returns false when reading has to stop.
    func attend() -> Bool {
        switch source.wait(includingInput: true) {
        case .input: return true
        case .ended: outcome = .hangup
        case .mail:
            if mailbox.isActiveCancelled {
                outcome = .cancelled
                leaveLine(showing: "")
                return false
            }
            for notice in mailbox.takeNotices() { showAbove(notice) }
            return true
        case .signal(SIGINT):
            outcome = .interrupted(wasEmpty: line.isEmpty)
            leaveLine(showing: "^C")
            source.bytes.removeAll()
        case .signal(SIGWINCH):
            let before = cursorRow
            el_resize(handle)
            redraw(from: max(before, cursorRow))
            return true
        case .signal(SIGTSTP):
            leaveLine(showing: "")
            cedit_set_flag(handle, EL_PREP_TERM, 0)
            cedit_terminal_restore()
            cedit_signals_suspend()
            resume(from: 0)  // at once, as a process that cannot be stopped is not continued either
            return true
        case .signal(SIGCONT):
            cedit_set_flag(handle, EL_PREP_TERM, 0)
            resume(from: cursorRow)
            return true
        case .signal(let number):
            outcome = .terminated(number)
        }
        return false
    }

    /// What is in the line.
    var line: UnsafeBufferPointer<wchar_t> {
        guard let info = el_wline(handle)?.pointee else { return .init(start: nil, count: 0) }
        return .init(start: info.buffer, count: info.buffer.distance(to: info.lastchar))
    }

    /// What is in the line before the cursor.
    var lineToCursor: UnsafeBufferPointer<wchar_t> {
        guard let info = el_wline(handle)?.pointee else { return .init(start: nil, count: 0) }
        return .init(start: info.buffer, count: info.buffer.distance(to: info.cursor))
    }

    /// Shows text on rows of its own above the prompt, and prompt and line under it again.
    func showAbove(_ text: String) {
        eraseLine(from: cursorRow)
        show(text + "\n")
        cedit_refresh(handle)
    }

    private var cursorRow: Int { layout(lineToCursor).row }

    private func layout(_ text: UnsafeBufferPointer<wchar_t>) -> RowLayout {
        var layout = RowLayout(columns: output.columns ?? 80)
        layout.add(promptScalars)
        layout.add(text.lazy.compactMap { Unicode.Scalar(UInt32(bitPattern: $0)) })
        return layout
    }

    /// Takes the terminal back after the process was stopped.
    private func resume(from row: Int) {
        cedit_terminal_quiet()
        cedit_set_flag(handle, EL_PREP_TERM, 1)
        cedit_terminal_paste(true)
        redraw(from: row)
    }

    private func redraw(from row: Int) {
        eraseLine(from: row)
        cedit_refresh(handle)
    }

    private func eraseLine(from row: Int) {
        show("\r" + (row > 0 ? "\u{1B}[\(row)A" : "") + "\u{1B}[J")
    }

    /// Moves behind the end of the line and on to a new row.
    private func leaveLine(showing mark: String) {
        let end = layout(line)
        let down = end.row - cursorRow
        let right = end.column
        show(
            "\r" + (down > 0 ? "\u{1B}[\(down)B" : "") + (right > 0 ? "\u{1B}[\(right)C" : "") + mark + "\n")
    }

    private func show(_ text: String) {
        // A terminal that is gone shows up as the end of its input.
        do throws(TerminalError) { try output.write(text) } catch { return }
    }

    private func setPrompt(_ text: String, style: Style?) {
        let clean = TextSanitizer.sanitized(text)
        promptScalars = Array(clean.unicodeScalars)
        let marked =
            if let style, output.palette.isEnabled { "\u{1}\(style.start)\u{1}\(clean)\u{1}\(Style.end)\u{1}" } else {
                clean
            }
        let scalars = marked.unicodeScalars
        promptText.deallocate()
        promptText = UnsafeMutablePointer<wchar_t>.allocate(capacity: scalars.count + 1)
        var end = promptText
        for scalar in scalars {
            end.pointee = wchar_t(bitPattern: scalar.value)
            end += 1
        }
        end.pointee = 0
    }
}
