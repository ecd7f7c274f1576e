import CEdit
import NIOConcurrencyHelpers

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A descriptor that text for people is written to, at once and without a buffer.
///
/// Writers from several tasks do not interleave within a call. SIGPIPE is switched off for the process, so that a closed
/// pipe is an error that can be handled. The text is written as it is: what a model or a tool produced goes through
/// ``StreamedText`` or ``TextSanitizer`` first.
package final class TerminalOutput: Sendable {
    package let descriptor: Int32
    /// Whether a terminal reads this, even a dumb one.
    package let isTerminal: Bool
    /// Whether the cursor can be moved: a terminal that is not dumb.
    package let movesCursor: Bool
    package let palette: Palette
    private let isAtLineStart = NIOLockedValueBox(true)

    /// - Parameter environment: for TERM and NO_COLOR.
    package init(descriptor: Int32, environment: [String: String]) {
        self.descriptor = descriptor
        isTerminal = TerminalEnvironment.isTerminal(descriptor)
        movesCursor = isTerminal && !TerminalEnvironment.isDumb(environment["TERM"])
        palette = Palette(isTerminal: isTerminal, environment: environment)
        cedit_ignore_broken_pipes()
    }

    /// Columns of the terminal at this moment; nil if there is none.
    package var columns: Int? { TerminalEnvironment.columns(of: descriptor) }

    /// Writes the text, waiting while the reader is slow.
    ///
    /// - Throws: ``TerminalError/outputClosed`` when nobody reads it, ``TerminalError/system(operation:errno:)`` otherwise.
    package func write(_ text: String) throws(TerminalError) {
        guard !text.isEmpty else { return }
        var text = text
        let failure = isAtLineStart.withLockedValue { isAtLineStart in
            text.withUTF8 { bytes in
                isAtLineStart = bytes.last == UInt8(ascii: "\n")
                return Self.write(UnsafeRawBufferPointer(bytes), to: descriptor)
            }
        }
        if let failure { throw failure }
    }

    /// Writes the text on a row of its own: after a newline if the last write did not end with one.
    package func writeLine(_ text: String) throws(TerminalError) {
        try write((isAtLineStart.withLockedValue { $0 } ? "" : "\n") + text + "\n")
    }

    /// Writes a newline if the last write did not end with one.
    package func endLine() throws(TerminalError) {
        if !isAtLineStart.withLockedValue({ $0 }) { try write("\n") }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> TerminalError? {
        var rest = bytes[...]
        while !rest.isEmpty {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, rest.base.baseAddress?.advanced(by: rest.startIndex), rest.count)
            #else
                let count = Darwin.write(descriptor, rest.base.baseAddress?.advanced(by: rest.startIndex), rest.count)
            #endif
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            case EPIPE, EIO, ENXIO: return .outputClosed
            case let code: return .system(operation: "Writing the output", errno: code)
            }
        }
        return nil
    }
}
