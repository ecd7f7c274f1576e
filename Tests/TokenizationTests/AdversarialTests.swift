import Testing

@testable import Tokenization

/// Inputs on which a merge that looks at the whole piece each time never ends: 64 kB that are one piece, or nearly.
@Suite struct AdversarialTests {
    private static let size = 64_000
    private static let inputs: [String: [UInt8]] = {
        var random = SeededGenerator(seed: 7)
        func bytes(_ text: String) -> [UInt8] {
            Array(String(repeating: text, count: size / text.utf8.count).utf8)
        }
        return [
            "one letter": bytes("a"), "two letters": bytes("ab"), "spaces": bytes(" "), "newlines": bytes("\n"),
            "digits": bytes("7"), "emoji": bytes("😀"), "accents": bytes("\u{301}"), "symbols": bytes("="),
            "one ideograph": bytes("漢"), "apostrophes": bytes("'s"), "blank lines": bytes(" \n"),
            "half special tokens": bytes("<|"),
            "random letters": (0..<size).map { _ in UInt8.random(in: 97...122, using: &random) },
            "random bytes": random.bytes(size),
        ]
    }()

    @Test(arguments: inputs.keys.sorted())
    func `takes a time that grows with the length only`(_ name: String) throws {
        let input = try #require(Self.inputs[name])
        for tokenizer in [Tokenizer.cl100k_base, .o200k_base, try Tokenizer(.p50k_base)] {
            let start = ContinuousClock.now
            let ids = tokenizer.encode(bytes: input)
            // Quadratic merging takes many minutes without optimisation; this takes about a second.
            #expect(start.duration(to: .now) < .seconds(30))
            #expect(try tokenizer.decode(ids) == input)
        }
    }

    @Test func `merges a long piece to the same ids as a short one`() {
        // 64 bytes is where the other way of merging takes over: both must agree around it.
        var random = SeededGenerator(seed: 11)
        for length in 40..<140 {
            let letters = (0..<length).map { _ in UInt8(ascii: "a") + UInt8.random(in: 0...3, using: &random) }
            for tokenizer in [Tokenizer.cl100k_base, .o200k_base] {
                #expect(tokenizer.encode(bytes: letters) == reference(letters, tokenizer.definition.table))
            }
        }
    }

    @Test(arguments: ["ab", "etaoin", " ", "=-", "éя漢"])
    func `merges windows of a long piece to what they are together`(_ alphabet: String) {
        // 4096 bytes are merged at once: whatever lies across the end of a window must come out as if there were none.
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("AdversarialTests \(alphabet) seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let letters = Array(alphabet)
        let period = (0..<Int.random(in: 2...60, using: &random)).map { _ in
            letters.randomElement(using: &random) ?? "x"
        }
        for size in [4094, 4097, 8200] {
            let mixed = (0..<size).map { _ in letters.randomElement(using: &random) ?? "x" }
            let regular = (0..<size).map { period[$0 % period.count] }
            for text in [mixed, regular] {
                let bytes = Array(Array(String(text).utf8).prefix(size))
                for table in [Tokenizer.cl100k_base.definition.table, Tokenizer.o200k_base.definition.table] {
                    #expect(windows(bytes, table) == whole(bytes, table), "seed \(seed), \(size)")
                }
            }
        }
    }

    private func windows(_ bytes: [UInt8], _ table: VocabularyTable) -> [UInt32] {
        var merger = LargePieceMerger()
        var ids = [UInt32](repeating: 0, count: bytes.count)
        let found = bytes.withUnsafeBufferPointer { bytes in
            ids.withUnsafeMutableBufferPointer { ids -> Int in
                guard let piece = bytes.baseAddress, let ids = ids.baseAddress else { return 0 }
                return merger.merge(piece, count: bytes.count, in: table, into: ids)
            }
        }
        return Array(ids.prefix(found))
    }

    private func whole(_ bytes: [UInt8], _ table: VocabularyTable) -> [UInt32] {
        var merger = LargePieceMerger()
        var ids = [UInt32](repeating: 0, count: bytes.count)
        let found = bytes.withUnsafeBufferPointer { bytes in
            ids.withUnsafeMutableBufferPointer { ids -> Int in
                guard let piece = bytes.baseAddress, let ids = ids.baseAddress else { return 0 }
                return merger.mergeWindow(piece, count: bytes.count, in: table, into: ids)
            }
        }
        return Array(ids.prefix(found))
    }

    /// The definition: merge the leftmost pair of the lowest rank until there is none.
    private func reference(_ bytes: [UInt8], _ table: VocabularyTable) -> [UInt32] {
        var parts = bytes.map { table.id(ofByte: $0) }
        while true {
            let merges = parts.indices.dropLast().map { table.merge(parts[$0], parts[$0 + 1]) }
            guard let best = merges.min(), best != VocabularyTable.none, let index = merges.firstIndex(of: best) else {
                return parts
            }
            parts.replaceSubrange(index...(index + 1), with: [best])
        }
    }
}
