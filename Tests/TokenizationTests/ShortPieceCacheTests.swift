import Testing

@testable import Tokenization

@Suite struct ShortPieceCacheTests {
    /// Many words, each of them twice, in no order.
    private func words(_ count: Int) -> [String] {
        var random = SeededGenerator(seed: 5)
        let words = (0..<count).map { _ in
            String(
                (0..<Int.random(in: 1...16, using: &random)).map { _ in "etaoinéяж".randomElement(using: &random) ?? "e"
                })
        }
        return (words + words).shuffled(using: &random)
    }

    @Test(arguments: [20, 1500, 12_000])
    func `gives the same ids and counts before and after it has grown`(_ count: Int) throws {
        let words = words(count)
        let text = words.joined(separator: " ")
        // A definition of its own begins with nothing known.
        let base = EncodingDefinition.cl100k
        let tokenizer = Tokenizer(
            EncodingDefinition(encoding: base.encoding, pattern: base.pattern, table: base.table, special: base.special)
        )
        let ids = tokenizer.encode(text)
        #expect(tokenizer.count(text) == ids.count)
        #expect(tokenizer.encode(text) == ids)
        #expect(tokenizer.count(text) == ids.count)
        // Word by word, each by a fresh definition's merging, not from what is known.
        let single = words.prefix(200).enumerated().map { index, word in
            let fresh = EncodingDefinition(
                encoding: base.encoding, pattern: base.pattern, table: base.table, special: base.special)
            return Tokenizer(fresh).encode(index == 0 ? word : " " + word)
        }
        #expect(Array(ids.prefix(single.joined().count)) == Array(single.joined()))
    }

    @Test func `tells apart pieces that differ in their last byte, their length or a zero`() {
        var cache = ShortPieceCache(withIDs: true)
        defer { cache.deallocate() }
        let pieces = ["a", "a\0", "a\0\0", "abcdefghijklmno", "abcdefghijklmnp", "abcdefghijklmnop"]
        var ids: [UInt32] = [7, 8, 9]
        for (index, text) in pieces.dropLast().enumerated() {
            let bytes = Array(text.utf8) + [UInt8](repeating: 0xEE, count: 16)
            let piece = bytes.withUnsafeBufferPointer {
                $0.baseAddress.map { cache.piece($0, length: text.utf8.count) }
            }
            ids.append(UInt32(index))
            if let piece { ids.withUnsafeBufferPointer { cache.insert(piece, $0) } }
        }
        let found = pieces.map { text in
            let bytes = Array(text.utf8) + [UInt8](repeating: 0xEE, count: 16)
            return bytes.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { cache.count($0, length: text.utf8.count) } ?? -1
            }
        }
        #expect(found == [4, 5, 6, 7, 8, 0])
    }
}
