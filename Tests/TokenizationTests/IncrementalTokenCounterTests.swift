import Testing

@testable import Tokenization

@Suite struct IncrementalTokenCounterTests {
    private static let encodings: [Encoding] = [.cl100k_base, .o200k_base, .p50k_base]

    @Test(arguments: encodings)
    func `counts the same at every split of a text`(_ encoding: Encoding) throws {
        let tokenizer = try Tokenizer(encoding)
        let text = "We'll see:\n\n  1234 HTTPServer's naïve 漢字。\r\n//x  \n don't've \u{301}a 👍🏽!"
        let characters = text.unicodeScalars.map(String.init)
        for first in 0...characters.count {
            for second in stride(from: first, through: characters.count, by: 3) {
                var counter = IncrementalTokenCounter(tokenizer)
                counter.append(characters[..<first].joined())
                counter.append(characters[first..<second].joined())
                counter.append(characters[second...].joined())
                #expect(counter.count == tokenizer.count(text))
            }
        }
    }

    @Test(arguments: encodings)
    func `is exact after every delta of a long stream`(_ encoding: Encoding) throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("IncrementalTokenCounterTests \(encoding) seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let tokenizer = try Tokenizer(encoding)
        for _ in 0..<6 {
            var counter = IncrementalTokenCounter(tokenizer)
            var text = ""
            for _ in 0..<300 {
                let delta = random.text(Int.random(in: 1...6, using: &random))
                text += delta
                counter.append(delta)
                #expect(counter.count == tokenizer.count(text), "seed \(seed) \(text.suffix(60).debugDescription)")
            }
        }
    }

    @Test func `keeps only the end of a long text`() {
        var counter = IncrementalTokenCounter(.o200k_base)
        var most = 0
        for index in 0..<20_000 {
            counter.append(index % 9 == 0 ? "word, " : "ab c")
            most = max(most, counter.pendingBytes)
        }
        #expect(most < 1024)
        #expect(counter.count > 20_000)
    }
}
