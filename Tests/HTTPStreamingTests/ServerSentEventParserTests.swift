import HTTPStreaming
import Testing

@Suite struct ServerSentEventParserTests {
    /// Parses the text in pieces of the given size.
    private func events(_ text: String, pieces: Int = .max) throws -> [ServerSentEvent] {
        try events(Array(text.utf8), cuts: stride(from: 0, to: text.utf8.count, by: pieces).dropFirst().map { $0 })
    }

    private func events(_ bytes: [UInt8], cuts: [Int]) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        var events: [ServerSentEvent] = []
        for (start, end) in zip([0] + cuts, cuts + [bytes.count]) {
            try parser.feed(Array(bytes[start..<end])) { events.append($0) }
        }
        return events
    }

    private func event(_ data: String, type: String = "message", id: String = "") -> ServerSentEvent {
        ServerSentEvent(type: type, data: Array(data.utf8)[...], id: id)
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `ends lines by LF, CR and CR LF, cut anywhere`(end: String) throws {
        let text = ["data: a", "", "event: e", "data: b", "data: c", "", "data: d"].map { $0 + end }.joined() + end
        let expected = [event("a"), event("b\nc", type: "e"), event("d")]
        for size in 1...text.utf8.count { #expect(try events(text, pieces: size) == expected) }
    }

    @Test func `hands an event over at its blank CR, without waiting for an LF`() throws {
        var parser = ServerSentEventParser()
        parser.append(Array("data: a\r\r".utf8))
        #expect(try parser.next() == event("a"))
        parser.append(Array("\ndata: b\r\n\r\n".utf8))
        #expect(try parser.next() == event("b"))
        #expect(try parser.next() == nil)
    }

    @Test func `follows the examples of the standard`() throws {
        #expect(try events("data: YHOO\ndata: +2\ndata: 10\n\n") == [event("YHOO\n+2\n10")])
        #expect(
            try events(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n")
                == [event("first event", id: "1"), event("second event"), event(" third event")])
        #expect(try events("data\n\ndata\ndata\n\ndata:") == [event(""), event("\n")])
        #expect(try events("data:test\n\ndata: test\n\n") == [event("test"), event("test")])
    }

    @Test func `drops an event type without data, and forgets it`() throws {
        #expect(try events("event: ping\n\ndata: x\n\n") == [event("x")])
    }

    @Test func `ignores comments, unknown fields and an id with NUL`() throws {
        #expect(try events(":\n: keep-alive\nfoo: bar\nid: 7\nid: a\0b\ndata: x\n\n") == [event("x", id: "7")])
    }

    @Test func `keeps the last id over events`() throws {
        #expect(try events("id: 1\ndata: a\n\ndata: b\n\n") == [event("a", id: "1"), event("b", id: "1")])
    }

    @Test func `reads retry when it is all digits`() throws {
        var parser = ServerSentEventParser()
        try parser.feed(Array("retry: 1500\nretry: 2x\nretry:\nretry: 99999999999999999999\n\n".utf8)) { _ in }
        #expect(parser.retry == .milliseconds(1500))
    }

    @Test func `skips a byte order mark at the start only`() throws {
        let mark = "\u{FEFF}"
        for size in 1...5 {
            #expect(try events("\(mark)data: a\n\n\(mark)data: b\n\n", pieces: size) == [event("a")])
        }
    }

    @Test func `takes the beginning of a mark that is none for a line`() throws {
        let bytes: [UInt8] = [0xEF, 0xBB] + Array(": x\ndata: a\n\n".utf8)
        for cut in 0...4 { #expect(try events(bytes, cuts: [cut]) == [event("a")]) }
    }

    @Test func `does not depend on where the stream is cut`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("ServerSentEventParserTests seed \(seed)")
        var random = SplitMix(state: seed)
        let pieces = [
            "data: ", "data:", "data", "event: delta", "id: 4", "id", ":c", "retry: 5", "\n", "\n", "\r", "\r\n",
            "\n\n",
            "é", "👩‍🚀", "\u{FEFF}", "x", "{\"a\":1}", " ", "\0",
        ]
        for _ in 0..<100 {
            let count = Int.random(in: 1...40, using: &random)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
            let bytes = Array((text + "\n\ndata: end\n\n").utf8)
            let whole = try events(bytes, cuts: [])
            #expect(whole.last?.text == "end")
            for cut in 0...bytes.count { #expect(try events(bytes, cuts: [cut]) == whole, "\(bytes) at \(cut)") }
            #expect(try events(bytes, cuts: Array(1..<bytes.count)) == whole, "\(bytes) byte by byte")
        }
    }

    @Test func `passes bytes that are no UTF-8 through`() throws {
        let bytes = Array("data: ".utf8) + [0xFF, 0xC3] + Array("\n\n".utf8)
        #expect(try events(bytes, cuts: []).map { Array($0.data) } == [[0xFF, 0xC3]])
    }

    @Test func `refuses a line over the limit, whole or in pieces`() throws {
        let limited = ServerSentEventParser(lineLimit: 10)
        var parser = limited
        try parser.feed(Array("data: 1234\n\n".utf8)) { #expect($0.text == "1234") }
        #expect(throws: ServerSentEventError(.lineTooLong, limit: 10)) {
            try parser.feed(Array("data: 12345\n\n".utf8)) { _ in }
        }
        parser = limited
        #expect(throws: ServerSentEventError(.lineTooLong, limit: 10)) {
            for byte in Array("data: 12345".utf8) { try parser.feed([byte]) { _ in } }
        }
    }

    @Test func `refuses an event over the limit`() {
        var parser = ServerSentEventParser(eventLimit: 6)
        #expect(throws: ServerSentEventError(.eventTooLong, limit: 6)) {
            try parser.feed(Array("data: abc\ndata: def\n\n".utf8)) { _ in }
        }
    }

    @Test(arguments: [
        ("data: a\n\n", 0), ("", 0), (": comment\n", 0), ("data: a\n", 8), ("data: a\n\ndata: b", 7),
        ("data: a\n\nid: 1\n", 6),
    ])
    func `says at the end how much was cut off`(text: String, dropped: Int) throws {
        var parser = ServerSentEventParser()
        try parser.feed(Array(text.utf8)) { _ in }
        #expect(parser.finish() == dropped)
    }
}

/// A small seeded generator (Steele, Lea and Flood, 2014), so that a failure can be run again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
