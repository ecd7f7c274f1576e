import FarthingTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Starts the probe, which is built beside the tests, on a pseudo-terminal.
func probe(
    _ arguments: String..., environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
) throws -> PseudoTerminal {
    try PseudoTerminal(
        try probePath(), arguments: arguments,
        environment: ["SWIFT_BACKTRACE": "enable=no", "NO_COLOR": "1"].merging(environment) { $1 },
        columns: columns, rows: rows)
}

/// The probe's path: in the folder that the test program is in.
func probePath() throws -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let program =
        count > 0
        ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : CommandLine.arguments[0]
    let folder = try #require(program.lastIndex(of: "/").map { program[..<$0] })
    return folder + "/TerminalProbe"
}

/// A folder for one test, removed with its files afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/farthing-terminal-XXXXXX".utf8CString)
    let path = try template.withUnsafeMutableBufferPointer { buffer in
        let made = buffer.baseAddress.flatMap { mkdtemp($0) }
        return String(cString: try #require(made))
    }
    defer {
        for file in ["history"] { unlink("\(path)/\(file)") }
        rmdir(path)
    }
    return try body(path)
}
