#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A program running on a terminal of its own, driven by a test: type, press keys, wait for what it shows.
///
/// It waits by polling the terminal up to a deadline, never by sleeping. It belongs to one test, and kills the program
/// when it is released.
///
///     let terminal = try PseudoTerminal("/usr/bin/farthing", arguments: ["chat"])
///     try terminal.wait(for: "> ")
///     try terminal.send("Hello\r")
///     try terminal.wait(for: "Hello to you")
///     try terminal.press(.control("d"))
///     #expect(try terminal.waitForExit() == .exited(0))
public final class PseudoTerminal {
    /// How a program ended.
    public enum Exit: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// How long a wait lasts before it fails, unless told otherwise.
    public static let patience = Duration.seconds(20)

    /// Everything that the program has written.
    public private(set) var output: [UInt8] = []
    /// The screen as a person would see it now.
    public private(set) var screen: VirtualScreen
    /// The process, and the group it leads.
    public let process: Int32

    private var controller: Int32
    private var matched = 0
    private var exit: Exit?
    private static let outputLimit = 16 << 20

    /// Starts a program as the leader of a session whose terminal this is.
    ///
    /// - Parameters:
    ///   - command: path of the executable.
    ///   - arguments: its arguments.
    ///   - environment: the program's whole environment; TERM is `xterm-256color` unless set here.
    ///   - columns: the terminal's width.
    ///   - rows: its height.
    /// - Throws: ``PseudoTerminalError``, ``PseudoTerminalError/Code/cannotStart``.
    public init(
        _ command: String, arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80,
        rows: Int = 24
    ) throws(PseudoTerminalError) {
        screen = VirtualScreen(columns: columns, rows: rows)
        let device: PseudoTerminalDevice
        do {
            device = try PseudoTerminalDevice(columns: columns, rows: rows)
            process = try device.start(
                command, arguments, environment: ["TERM": "xterm-256color"].merging(environment) { $1 })
        } catch {
            throw PseudoTerminalError(
                code: .cannotStart, description: "\(command) did not start: \(String(cString: strerror(error.errno)))")
        }
        controller = device.controller
    }

    deinit {
        if exit == nil {
            kill(-process, SIGKILL)
            kill(process, SIGKILL)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
        if controller >= 0 { close(controller) }
    }

    /// Types text: every character as the key that makes it, so that a newline is Ctrl-J and `\r` is Enter.
    public func send(_ text: String) throws(PseudoTerminalError) {
        try send(Array(text.utf8))
    }

    /// Presses keys, one after the other.
    public func press(_ keys: TerminalKey...) throws(PseudoTerminalError) {
        try send(keys.flatMap(\.bytes))
    }

    /// Pastes text as a terminal with bracketed paste does.
    public func paste(_ text: String) throws(PseudoTerminalError) {
        try send("\u{1B}[200~" + text.replacing("\n", with: "\r") + "\u{1B}[201~")
    }

    /// Sends bytes, taking in output meanwhile so that neither side blocks the other.
    public func send(_ bytes: [UInt8]) throws(PseudoTerminalError) {
        var rest = bytes[...]
        let deadline = ContinuousClock.now + Self.patience
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(controller, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if try !takeOutput(until: deadline, orWritable: true) {
                throw failure(.timedOut, "The program takes no input")
            }
        }
    }

    /// Waits until `text` appears in the output after what an earlier call of this method waited for.
    ///
    /// Sequences that move the cursor or set colours are left out of the comparison.
    public func wait(for text: String, within limit: Duration = patience) throws(PseudoTerminalError) {
        let wanted = Array(text.utf8)
        let deadline = ContinuousClock.now + limit
        while true {
            let plain = screen.plainOutput
            if let end = plain[matched...].endOfFirst(wanted) {
                matched = end
                return
            }
            guard try takeOutput(until: deadline) else { throw failure(.timedOut, "Waited for \"\(text)\"") }
        }
    }

    /// Waits until the screen is as the condition says.
    ///
    /// - Parameters:
    ///   - what: names the condition in the error.
    ///   - limit: how long to wait.
    ///   - condition: what the screen must be like.
    public func wait(
        until what: String, within limit: Duration = patience, _ condition: (VirtualScreen) -> Bool
    ) throws(PseudoTerminalError) {
        let deadline = ContinuousClock.now + limit
        while !condition(screen) {
            guard try takeOutput(until: deadline) else { throw failure(.timedOut, "Waited until \(what)") }
        }
    }

    /// Waits until the screen's text contains `text`.
    public func wait(forScreen text: String, within limit: Duration = patience) throws(PseudoTerminalError) {
        try wait(until: "the screen shows \"\(text)\"", within: limit) { $0.text.contains(text) }
    }

    /// Waits until the program has ended, taking in what it still writes.
    public func waitForExit(within limit: Duration = patience) throws(PseudoTerminalError) -> Exit {
        let deadline = ContinuousClock.now + limit
        while true {
            if let exit = reap() {
                while case .some = try readOnce() {}
                return exit
            }
            guard ContinuousClock.now < deadline else { throw failure(.timedOut, "Waited for the program to end") }
            var ready = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, 2) > 0, try readOnce() == nil { poll(nil, 0, 2) }
        }
    }

    /// Changes the size of the terminal, which tells the program with SIGWINCH.
    public func resize(columns: Int, rows: Int) {
        screen.resize(columns: columns, rows: rows)
        PseudoTerminalDevice.resize(controller, columns: columns, rows: rows)
    }

    /// Makes the terminal go away, as when a window is closed.
    public func hangUp() {
        if controller >= 0 { close(controller) }
        controller = -1
    }

    /// Whether the terminal shows what is typed and keeps it until Enter, as it does outside of an editor.
    public var isCooked: Bool {
        var settings = termios()
        guard tcgetattr(controller, &settings) == 0 else { return false }
        return settings.c_lflag & tcflag_t(ECHO) != 0 && settings.c_lflag & tcflag_t(ICANON) != 0
    }

    private func reap() -> Exit? {
        if let exit { return exit }
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        let signal = status & 0x7F
        exit = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
        return exit
    }

    /// Takes in what there is. Returns false when the deadline has passed without any.
    private func takeOutput(
        until deadline: ContinuousClock.Instant, orWritable: Bool = false
    ) throws(PseudoTerminalError) -> Bool {
        guard controller >= 0 else { return false }
        let left = max(.zero, deadline - ContinuousClock.now)
        let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
        var ready = pollfd(fd: controller, events: Int16(POLLIN | (orWritable ? POLLOUT : 0)), revents: 0)
        guard poll(&ready, 1, Int32(clamping: milliseconds)) > 0 else { return false }
        guard ready.revents & Int16(POLLIN | POLLHUP) != 0 else { return true }
        if try readOnce() != nil { return true }
        guard reap() == nil else { throw failure(.ended, "The program has ended") }
        guard ContinuousClock.now < deadline else { return false }
        poll(nil, 0, 2)  // closed, and about to end
        return true
    }

    /// Takes in what is there, if anything. Returns nil when the program has closed its end.
    private func readOnce() throws(PseudoTerminalError) -> Int? {
        guard controller >= 0 else { return nil }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(controller, &chunk, chunk.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return exit == nil ? 0 : nil }
        guard count > 0 else { return nil }
        output += chunk[..<count]
        guard output.count <= Self.outputLimit else { throw failure(.tooMuchOutput, "The program writes without end") }
        screen.feed(chunk[..<count])
        return count
    }

    private func failure(_ code: PseudoTerminalError.Code, _ what: String) -> PseudoTerminalError {
        let seen = String(decoding: screen.plainOutput.suffix(2000), as: UTF8.self)
        return PseudoTerminalError(
            code: code, description: "\(what).\nScreen:\n\(screen.text)\nEnd of the output:\n\(seen.debugDescription)")
    }
}

extension ArraySlice<UInt8> {
    fileprivate func endOfFirst(_ wanted: [UInt8]) -> Int? {
        guard !wanted.isEmpty, count >= wanted.count else { return wanted.isEmpty ? startIndex : nil }
        var start = startIndex
        while start + wanted.count <= endIndex {
            if self[start] == wanted[0], self[start..<start + wanted.count].elementsEqual(wanted) {
                return start + wanted.count
            }
            start += 1
        }
        return nil
    }
}
