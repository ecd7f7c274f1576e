import Testing

@testable import BundledTools

@Suite struct BoundedOutputTests {
    private func output(limit: Int, _ pieces: [UInt8]...) -> BoundedOutput {
        var output = BoundedOutput(limit: limit)
        for piece in pieces { piece.withUnsafeBufferPointer { output.append($0) } }
        return output
    }

    @Test func `what fits is kept whole`() {
        #expect(output(limit: 10, Array("01234".utf8), Array("56789".utf8)).text == "0123456789")
        #expect(output(limit: 10).text == "")
    }

    @Test func `of what does not fit the beginning and the end are kept`() {
        #expect(output(limit: 8, Array("0123456789AB".utf8)).text == "0123\n[… 4 bytes left out …]\n89AB")
    }

    @Test func `it is cut between lines where that loses little`() {
        let text = "one\ntwo\nthree\nfour\nfive\nsix\n"
        #expect(output(limit: 20, Array(text.utf8)).text == "one\ntwo\n[… 11 bytes left out …]\nfive\nsix\n")
    }

    @Test func `no character is cut in half`() {
        let text = String(repeating: "é", count: 20)
        #expect(output(limit: 10, Array(text.utf8)).text == "éé\n[… 32 bytes left out …]\néé")
    }

    @Test func `bytes that are not UTF-8 become replacement characters`() {
        #expect(output(limit: 10, [0x61, 0xFF, 0xC3, 0x62]).text == "a\u{FFFD}\u{FFFD}b")
    }

    @Test func `how it comes in pieces makes no difference`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0x40...0x7A, using: &random)
            }
            let limit = Int.random(in: 1..<60, using: &random)
            var pieces = BoundedOutput(limit: limit)
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                Array(rest.prefix(count)).withUnsafeBufferPointer { pieces.append($0) }
                rest = rest.dropFirst(count)
            }
            #expect(pieces.text == output(limit: limit, bytes).text, "seed \(seed)")
            #expect(pieces.total == bytes.count, "seed \(seed)")
        }
    }
}
