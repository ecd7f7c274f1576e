import Testing

@testable import TextCompression

/// Random prompts made of everything the compressor knows and of what breaks it.
struct CompressionPropertyTests {
    @Test(arguments: 0..<200)
    func `twice is once, never longer, the end and the code untouched`(_ seed: Int) {
        var prompts = RandomPrompts(seed: UInt64(seed))
        let messages = prompts.next()
        let compressor = MessageCompressor()
        let once = compressor.compress(messages)
        #expect(once.count == messages.count, "seed \(seed)")
        for (message, result) in zip(messages, once) {
            #expect(result.text.utf8.count <= message.text.utf8.count, "seed \(seed)")
            #expect((result.technique == nil) == (result.text == message.text), "seed \(seed)")
            if message.role == .system || message.isPinned { #expect(result.text == message.text, "seed \(seed)") }
            for line in message.text.split(separator: "\n") where line.hasPrefix("    let code") {
                // What is said twice is said once.
                let results = result.technique == .duplicate ? once : [result]
                #expect(
                    result.technique?.loses == true || results.contains { $0.text.contains(line) }, "seed \(seed)")
            }
        }
        if messages.count > 5 {
            #expect(once.suffix(5).map(\.text) == messages.suffix(5).map(\.text), "seed \(seed)")
        }
        let again = compressor.compress(
            zip(messages, once).map {
                CompressibleMessage(role: $0.role, text: $1.text, isPinned: $0.isPinned, handle: $0.handle)
            })
        #expect(again.map(\.text) == once.map(\.text), "seed \(seed)")
    }

    @Test(arguments: 0..<100)
    func `every number and word of a list of records is in its table`(_ seed: Int) {
        var prompts = RandomPrompts(seed: UInt64(seed) &+ 77_000)
        let json = prompts.records()
        let result = MessageCompressor().compress(json)
        for word in json.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "-" })
        where word != "null" {
            #expect(result.text.contains(word), "seed \(seed): \(word)")
        }
    }

    @Test(arguments: 0..<300)
    func `bytes in any disorder neither crash nor grow`(_ seed: Int) {
        var prompts = RandomPrompts(seed: UInt64(seed) &+ 9_000_000)
        let text = prompts.noise()
        for role in [CompressibleMessage.Role.user, .tool, .assistant] {
            let result = MessageCompressor().compress([
                CompressibleMessage(role: role, text: text), CompressibleMessage(role: .user, text: "What is it?"),
            ])
            #expect(result[0].text.utf8.count <= text.utf8.count, "seed \(seed)")
        }
    }
}

/// Prompts from a seed.
struct RandomPrompts {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    private mutating func number(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % max(1, limit)
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[number(values.count)] }

    mutating func next() -> [CompressibleMessage] {
        (0..<(1 + number(12))).map { _ in
            let role: CompressibleMessage.Role = pick([.user, .assistant, .tool, .tool, .tool, .system])
            return CompressibleMessage(
                role: role, text: text(), isPinned: number(9) == 0, handle: number(2) == 0 ? "some-text" : nil)
        }
    }

    private mutating func text() -> String {
        switch number(8) {
        case 0: records()
        case 1: log()
        case 2: prose()
        case 3:
            "func a() {\n" + (0..<(3 + number(30))).map { "    let code\($0) = \"  \($0)\"" }.joined(separator: "\n")
                + "\n}"
        case 4: String(records().dropLast(number(40)))
        case 5: "<html><body>" + prose() + "<p>x</p></body></html>"
        case 6: (0..<8).map { _ in prose() }.joined(separator: "\n\n")
        default: noise()
        }
    }

    mutating func records() -> String {
        let rows = (0..<number(40)).map { row in
            let space = pick(["", " "])
            let extra =
                number(3) == 0 ? #","note":\#(pick(["null", "\"~\"", "\"\"", "[]", "[1,2]", "{\"a\":{}}"]))"# : ""
            return
                #"{"id":\#(space)\#(row * number(50)),"who":\#(space)"\#(pick(["Ann", "Bo b", "C,d", "E\\\"f", "ü"]))"\#(extra)}"#
        }
        return "[" + rows.joined(separator: pick([",", ", ", ",\n  "])) + "]"
    }

    private mutating func log() -> String {
        (0..<(5 + number(60))).map { line in
            let rest = pick([
                "connected to 10.0.0.\(number(99))", "took \(number(999)) ms", "failed: no such file x\(line)",
            ])
            return "Jun \(10 + line % 20) 12:\(10 + number(49)):01 host app[\(number(9999))]: \(rest)"
        }.joined(separator: "\n")
    }

    private mutating func prose() -> String {
        (0..<(2 + number(8))).map { _ in
            pick([
                "Hello!", "Please  look at \"please\" here.", "The  river   was wide and `x  y` ran on for 12.5 miles.",
                "If you need further assistance, feel free to let me know.",
                "**Bold** words stand at https://a.b/c?d=1.",
                "Nobody knew why the old harbour had been closed for so many years.",
            ])
        }.joined(separator: pick([" ", "  ", "\n"]))
    }

    mutating func noise() -> String {
        let pieces = [
            "[", "{", "\"", "\\", ",", ":", "<", ">", "&amp;", "```", "\n", "\r\n", " ", "é", "漢", "😀", "1", "a", "**",
            "^", "~", "]", "}", "2024-01-01 10:00:00 INFO ", "\u{0}",
        ]
        return (0..<number(400)).map { _ in pick(pieces) }.joined()
    }
}
