#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What can go wrong between the program and its terminal.
package enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// Standard input is not UTF-8. The offset counts bytes from the start of the input, from 0; `line` from 1.
    case invalidUTF8(byteOffset: Int, line: Int)
    /// A line of the input has more bytes than allowed; the rest of it has been skipped.
    case lineTooLong(line: Int, limit: Int)
    /// Nobody reads the output any more: the pipe is closed or the terminal is gone.
    case outputClosed
    /// A second line was asked for while the first was still being read.
    case busy
    /// The line reader has been closed.
    case closed
    /// Another line reader of this process holds the terminal.
    case alreadyOpen
    /// The system refused an operation.
    case system(operation: String, errno: Int32)

    package var description: String {
        switch self {
        case .invalidUTF8(let offset, let line):
            "Standard input is not UTF-8: byte \(offset) (line \(line)) starts no valid character. Convert it, "
                + "for example with iconv -t UTF-8."
        case .lineTooLong(let line, let limit):
            "Line \(line) of standard input is longer than \(limit) bytes. Split it, or pass the text as a file."
        case .outputClosed: "The output was closed by its reader."
        case .busy: "A line is already being read."
        case .closed: "The line reader is closed."
        case .alreadyOpen: "The terminal is already being read by this process."
        case .system(let operation, let code): "\(operation) failed: \(String(cString: strerror(code)))."
        }
    }
}
