import CTokenData
import Testing

@testable import Tokenization

/// Notes where pieces end.
private struct EndSink: PieceSink {
    var lengths: [Int] = []

    mutating func add(_ piece: UnsafePointer<UInt8>, _ length: Int) { lengths.append(length) }

    mutating func settle() -> Bool { true }
}

@Suite struct ScanningTests {
    private func lengths<Pattern: PiecePattern>(byBlocks _: Pattern.Type, _ bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            var sink = EndSink()
            if let base = bytes.baseAddress { PieceWalk.run(Pattern.self, base, count: bytes.count, into: &sink) }
            return sink.lengths
        }
    }

    private func lengths<Pattern: PiecePattern>(byPieces _: Pattern.Type, _ bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return [] }
            let text = ClassifiedText(base, count: bytes.count)
            var lengths: [Int] = []
            var index = 0
            while index < bytes.count {
                let end = Pattern.pieceEnd(in: text, from: index)
                lengths.append(end - index)
                index = end
            }
            return lengths
        }
    }

    private func compare<Pattern: PiecePattern>(_ pattern: Pattern.Type, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<300 {
            let text = [random.asciiText(80), random.text(80), random.letters(120)][round % 3]
            let bytes = Array(text.utf8)
            let found = lengths(byBlocks: pattern, bytes)
            #expect(found == lengths(byPieces: pattern, bytes), "seed \(seed): \(text.debugDescription)")
        }
    }

    @Test func `finds the same pieces in blocks as one by one`() {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("ScanningTests seed \(seed)")
        compare(CL100KPattern.self, seed: seed)
        compare(O200KPattern.self, seed: seed)
        compare(GPT2Pattern.self, seed: seed)
    }

    @Test func `classifies code points by Unicode 16`() {
        func value(_ scalar: Unicode.Scalar) -> UInt8 {
            var bytes = Array(String(scalar).utf8)
            let count = bytes.count
            bytes += [0, 0, 0]
            return bytes.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { ClassifiedText($0, count: count).character(at: 0).value } ?? 255
            }
        }
        #expect(value("A") == CharacterClass.upper)
        #expect(value("z") == CharacterClass.lower)
        #expect(value("ǅ") == CharacterClass.upper)
        #expect(value("ʰ") == CharacterClass.caseless)
        #expect(value("漢") == CharacterClass.caseless)
        #expect(value("\u{301}") == CharacterClass.mark)
        #expect(value("½") == CharacterClass.number)
        #expect(value("\u{A0}") == CharacterClass.space)
        #expect(value("\u{200B}") == CharacterClass.other)
        #expect(value("\r") == CharacterClass.newline)
        // New in Unicode 16, and in 17.
        #expect(value("\u{1C89}") == CharacterClass.upper)
        #expect(value("\u{10D40}") == CharacterClass.number)
        #expect(value("\u{A7CE}") == CharacterClass.other)
        #expect(value("\u{16EA0}") == CharacterClass.other)
    }
}
