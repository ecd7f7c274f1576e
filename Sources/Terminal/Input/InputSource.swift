#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The three things that the reader's thread waits for: bytes, signals and mail. Belongs to that thread.
final class InputSource {
    enum Occurrence {
        /// There are more bytes in ``InputSource/bytes``.
        case input
        /// No more bytes come.
        case ended
        case signal(Int32)
        case mail
    }

    let descriptor: Int32
    var bytes = InputBytes()
    private(set) var hasEnded = false
    private let mailbox: ReaderMailbox
    private let signals: SignalPipe
    private var waitingSignals: [Int32] = []
    private var buffer = [UInt8](repeating: 0, count: 4096)

    init(descriptor: Int32, mailbox: ReaderMailbox, signals: SignalPipe) {
        self.descriptor = descriptor
        self.mailbox = mailbox
        self.signals = signals
    }

    /// Waits for something to happen. A signal goes before mail, mail before bytes.
    func wait(includingInput: Bool) -> Occurrence {
        while true {
            if let occurrence = check(includingInput: includingInput, milliseconds: -1) { return occurrence }
        }
    }

    /// Reads what has been typed so far, without waiting. Signals and mail stay for later.
    func readAvailable() {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !hasEnded, poll(&ready, 1, 0) > 0 { _ = readMore() }
    }

    /// Puts the handlers back.
    func close() {
        signals.remove()
    }

    private func check(includingInput: Bool, milliseconds: Int32) -> Occurrence? {
        if !waitingSignals.isEmpty { return .signal(waitingSignals.removeFirst()) }
        if includingInput && hasEnded { return .ended }
        var ready = [
            pollfd(fd: signals.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: mailbox.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: includingInput ? descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&ready, nfds_t(ready.count), milliseconds) > 0 else { return nil }
        if ready[0].revents != 0 {
            waitingSignals = signals.take()
            if !waitingSignals.isEmpty { return .signal(waitingSignals.removeFirst()) }
        }
        if ready[1].revents != 0 {
            mailbox.clearWakeUps()
            return .mail
        }
        return ready[2].revents != 0 ? readMore() : nil
    }

    private func readMore() -> Occurrence? {
        let count = read(descriptor, &buffer, buffer.count)
        if count > 0 {
            bytes.append(buffer[..<count])
            return .input
        }
        if count < 0 && (errno == EINTR || errno == EAGAIN) { return nil }
        hasEnded = true
        return .ended
    }
}
