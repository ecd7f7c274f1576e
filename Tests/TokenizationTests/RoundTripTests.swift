import Testing

@testable import Tokenization

@Suite struct RoundTripTests {
    private static let encodings = Encoding.known

    @Test(arguments: encodings)
    func `decodes what it encoded, whatever the bytes`(_ encoding: Encoding) throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("RoundTripTests \(encoding) seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let tokenizer = try Tokenizer(encoding)
        for size in [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 200, 3000] {
            let bytes = random.bytes(size)
            let ids = tokenizer.encode(bytes: bytes)
            #expect(try tokenizer.decode(ids) == bytes, "seed \(seed)")
            #expect(tokenizer.count(utf8: bytes.span) == ids.count, "seed \(seed)")
        }
        for _ in 0..<100 {
            let text = random.text(60)
            let ids = tokenizer.encode(text)
            #expect(try tokenizer.decodeText(ids) == text, "seed \(seed)")
            #expect(tokenizer.count(text) == ids.count, "seed \(seed)")
        }
    }

    @Test func `encodes every token's own bytes to that token`() throws {
        for encoding in [Encoding.cl100k_base, .p50k_base] {
            let tokenizer = try Tokenizer(encoding)
            let table = tokenizer.definition.table
            var found = 0
            for id in 0..<table.idLimit {
                let bytes = Array(table.bytesOfToken(id))
                if bytes.isEmpty { continue }
                found += 1
                let answer = tokenizer.encode(bytes: bytes)
                if answer != [id] { Issue.record("\(encoding) \(id)") }
            }
            #expect(found == (encoding == .cl100k_base ? 100256 : 50280))
        }
    }

    @Test func `names the id that an encoding does not have`() throws {
        #expect(throws: TokenizationError.unknownToken(100256, .cl100k_base)) {
            try Tokenizer.cl100k_base.decode([9906, 100256])
        }
        #expect(throws: TokenizationError.unknownToken(.max, .o200k_base)) {
            try Tokenizer.o200k_base.bytes(of: .max)
        }
        #expect(throws: TokenizationError.unknownToken(50257, .r50k_base)) {
            try Tokenizer(.r50k_base).decode([50257])
        }
        #expect(try Tokenizer(.p50k_base).decode([50257]) == [32, 32])
        #expect(try Tokenizer.cl100k_base.decodeText([100257]) == "<|endoftext|>")
    }

    @Test func `refuses to make text of half a character, unless asked to repair it`() throws {
        let ids = Array(Tokenizer.cl100k_base.encode("ab🏴").dropLast())
        #expect(throws: TokenizationError.invalidUTF8(2)) { try Tokenizer.cl100k_base.decodeText(ids) }
        #expect(try Tokenizer.cl100k_base.decodeText(ids, repairing: true).hasPrefix("ab\u{FFFD}"))
    }

    @Test func `lists the known encodings when it is asked for another`() {
        let error = #expect(throws: TokenizationError.self) { try Tokenizer(Encoding("cl200k")) }
        #expect(error?.code == .unknownEncoding)
        #expect(error?.offender == "cl200k")
        #expect(
            error?.message
                == "unknown encoding \"cl200k\"; known are cl100k_base, o200k_base, o200k_harmony, p50k_base, "
                + "p50k_edit, r50k_base, gpt2")
    }
}
