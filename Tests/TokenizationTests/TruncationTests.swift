import Testing

@testable import Tokenization

@Suite struct TruncationTests {
    @Test(arguments: [Encoding.cl100k_base, .o200k_base, .p50k_base])
    func `keeps as many tokens as fit, from either end, in whole characters`(_ encoding: Encoding) throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("TruncationTests \(encoding) seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let tokenizer = try Tokenizer(encoding)
        for _ in 0..<60 {
            let text = random.text(40)
            let all = tokenizer.count(text)
            for limit in [0, 1, 2, 5, all / 2, all - 1, all, all + 1] {
                let head = tokenizer.truncate(text, to: limit)
                let tail = tokenizer.truncate(text, to: limit, keeping: .tail)
                #expect(tokenizer.count(head) <= max(0, limit), "seed \(seed)")
                #expect(tokenizer.count(tail) <= max(0, limit), "seed \(seed)")
                #expect(Array(text.utf8).starts(with: head.utf8), "seed \(seed)")
                #expect(text.utf8.reversed().starts(with: tail.utf8.reversed()), "seed \(seed)")
                if limit >= all {
                    #expect(head == text)
                    #expect(tail == text)
                }
            }
        }
    }

    @Test func `cuts plain text exactly at the limit`() {
        let text = "one two three four five six"
        #expect(Tokenizer.cl100k_base.truncate(text, to: 3) == "one two three")
        #expect(Tokenizer.cl100k_base.truncate(text, to: 2, keeping: .tail) == " five six")
    }

    @Test func `leaves out a character that does not fit whole`() {
        // The flag is more than one token; cut inside, nothing of it remains.
        #expect(Tokenizer.cl100k_base.truncate("ab🏴", to: 2) == "ab")
    }

    @Test func `stops counting at a limit`() {
        let text = String(repeating: "word ", count: 1000)
        let all = Tokenizer.o200k_base.count(text)
        #expect(Tokenizer.o200k_base.count(text, upTo: all) == all)
        #expect(Tokenizer.o200k_base.count(text, upTo: all - 1) == nil)
        #expect(Tokenizer.o200k_base.count("", upTo: 0) == 0)
    }
}
