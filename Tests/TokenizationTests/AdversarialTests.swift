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
