import Testing

@testable import Terminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct TerminalOutputTests {
    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    private func read(_ descriptor: Int32, _ count: Int) -> String {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                #else
                    Darwin.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                #endif
            }
            guard got > 0 else { break }
            filled += got
        }
        return String(decoding: bytes[..<filled], as: UTF8.self)
    }

    @Test func `says that the output is closed instead of dying`() throws {
        let ends = try makePipe()
        close(ends.read)
        defer { close(ends.write) }
        let output = TerminalOutput(descriptor: ends.write, environment: [:])
        #expect(throws: TerminalError.outputClosed) { try output.write("anything") }
    }

    @Test func `writes all of it to a slow reader that does not block`() async throws {
        let ends = try makePipe()
        _ = fcntl(ends.write, F_SETFL, O_NONBLOCK)
        let output = TerminalOutput(descriptor: ends.write, environment: [:])
        let text = String(repeating: "0123456789", count: 50_000)
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask { read(ends.read, text.utf8.count) }
            try output.write(text)
            #expect(try await group.next() == text)
        }
        close(ends.read)
        close(ends.write)
    }

    @Test func `makes streamed text safe and ends its row`() throws {
        let ends = try makePipe()
        let output = TerminalOutput(descriptor: ends.write, environment: ["TERM": "xterm"])
        var stream = StreamedText(to: output)
        try stream.write("# a **b**\r")
        try stream.write("\n\u{1B}]52;c;x\u{7}")
        try stream.finish()
        try output.writeLine("next")
        close(ends.write)
        #expect(read(ends.read, 1000) == "# a **b**\n^[]52;c;x^G\nnext\n")
        close(ends.read)
    }
}
