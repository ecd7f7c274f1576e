import Testing

@testable import Tokenization

@Suite struct UTF8ValidationTests {
    /// What Unicode's decoder of the standard library takes, character by character.
    private func reference(_ bytes: [UInt8]) -> Int {
        var decoder = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        var valid = 0
        while case .valid(let character) = decoder.parseScalar(from: &source) { valid += character.count }
        return valid
    }

    private func validPrefix(_ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBufferPointer { UTF8Validation.validPrefix(of: $0) }
    }

    @Test func `finds the first byte that is wrong wherever it lies in a block`() {
        let wrong: [[UInt8]] = [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xEF],
            [0xF0, 0x8F, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xFF],
        ]
        for fill in ["a", "é", "漢", "😀"] {
            for count in 0..<140 / fill.utf8.count {
                let start = Array(String(repeating: fill, count: count).utf8)
                for part in wrong {
                    let bytes = start + part + Array(String(repeating: "z", count: 80).utf8)
                    #expect(validPrefix(bytes) == start.count, "\(count) times \(fill), then \(part)")
                    #expect(validPrefix(start + part) == start.count, "\(count) times \(fill), then \(part) at the end")
                }
            }
        }
    }

    @Test func `agrees with the standard library on text with bytes changed`() {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("UTF8ValidationTests seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for round in 0..<400 {
            var bytes = Array(round % 2 == 0 ? random.letters(100).utf8 : random.text(40).utf8)
            if round % 4 != 0, let index = bytes.indices.randomElement(using: &random) {
                bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
            #expect(validPrefix(bytes) == reference(bytes), "seed \(seed), round \(round)")
        }
    }
}
