#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reading without editing: from a pipe, a file or a dumb terminal. Runs on the reader's thread.
final class PlainLoop: ReaderThread.Loop {
    private let source: InputSource
    private let mailbox: ReaderMailbox
    private let output: TerminalOutput
    private let isTerminal: Bool
    private var lines: PlainLineBuffer
    private var exit = ExitKeys()

    init(_ settings: LineReaderSettings, source: InputSource, mailbox: ReaderMailbox, output: TerminalOutput) {
        self.source = source
        self.mailbox = mailbox
        self.output = output
        isTerminal = TerminalEnvironment.isTerminal(settings.input)
        lines = PlainLineBuffer(limit: settings.maximumLineBytes)
    }

    func run() {
        while !mailbox.isClosing {
            show(mailbox.takeNotices())
            if let request = mailbox.takeRequest() {
                mailbox.finish(request, with: Result { try read(request.prompt) })
                continue
            }
            guard case .signal(let number) = source.wait(includingInput: false) else { continue }
            switch exit.take(signal: number) {
            case .interrupt: mailbox.turn?.interrupt()
            case .hangup: mailbox.turn?.hangUp()
            case .none: break
            }
        }
        source.close()
        mailbox.end()
    }

    private func read(_ prompt: Prompt) throws -> LineEvent {
        if exit.hasHungUp { return .hangup }
        if isTerminal { try output.write(TextSanitizer.sanitized(prompt.text)) }
        while true {
            if let line = try lines.next() {
                exit.lineTaken()
                return .line(line)
            }
            if source.hasEnded { return .endOfInput }
            switch source.wait(includingInput: true) {
            case .input: lines.append(source.bytes.takeAll())
            case .ended: lines.end()
            case .mail:
                if mailbox.isActiveCancelled { throw CancellationError() }
                show(mailbox.takeNotices())
            case .signal(let number):
                switch exit.take(signal: number) {
                case .interrupt: return isTerminal ? exit.interrupted(emptyLine: true) : .quit
                case .hangup: return .hangup
                case .none: break
                }
            }
        }
    }

    private func show(_ notices: [String]) {
        for notice in notices {
            // Nobody to tell when the output is gone: the next answer will find out.
            do throws(TerminalError) { try output.writeLine(notice) } catch { return }
        }
    }
}
