import Testing

@testable import Terminal

@Suite struct PlainLineBufferTests {
    /// What a buffer makes of the bytes, fed in pieces of a size.
    private func lines(_ bytes: [UInt8], limit: Int = 100, piece: Int = .max) -> [Result<String, TerminalError>] {
        var buffer = PlainLineBuffer(limit: limit)
        var results: [Result<String, TerminalError>] = []
        func drain() {
            while true {
                do throws(TerminalError) {
                    guard let line = try buffer.next() else { return }
                    results.append(.success(line))
                } catch {
                    results.append(.failure(error))
                }
            }
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            buffer.append(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            drain()
        }
        buffer.end()
        drain()
        return results
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func `cuts lines wherever the pieces end`(piece: Int) {
        let text = "one\r\n\ntwo \\\nlast"
        #expect(
            lines(Array(text.utf8), piece: piece) == [
                .success("one"), .success(""), .success("two \\"), .success("last"),
            ])
        #expect(lines([], piece: piece) == [])
        #expect(lines(Array("a\n".utf8), piece: piece) == [.success("a")])
    }

    @Test(arguments: [1, 3, 1000]) func `names the first byte that is not UTF-8 and goes on`(piece: Int) {
        let bytes = Array("Zoë\nab".utf8) + [0xFF, 0x0A] + Array("ok\n".utf8) + [0x63, 0xE2, 0x82]
        #expect(
            lines(bytes, piece: piece) == [
                .success("Zoë"), .failure(.invalidUTF8(byteOffset: 7, line: 2)), .success("ok"),
                .failure(.invalidUTF8(byteOffset: 13, line: 4)),
            ])
    }

    @Test(arguments: [1, 4, 1000]) func `refuses a line that is too long and goes on`(piece: Int) {
        #expect(
            lines(Array("12345\n123456\n12345\r\n1234567890".utf8), limit: 5, piece: piece) == [
                .success("12345"), .failure(.lineTooLong(line: 2, limit: 5)), .success("12345"),
                .failure(.lineTooLong(line: 4, limit: 5)),
            ])
    }

    @Test func `holds no more than the limit of a line without end`() throws {
        var buffer = PlainLineBuffer(limit: 1000)
        for _ in 0..<500 {
            buffer.append(repeatElement(0x61, count: 100))
            let line = try buffer.next()
            #expect(line == nil)
            #expect(buffer.held <= 1002)
        }
    }
}
