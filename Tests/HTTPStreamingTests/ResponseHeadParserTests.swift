import Testing

@testable import HTTPStreaming

@Suite struct ResponseHeadParserTests {
    /// Feeds the lines and returns the heads that came, and the first reason for a refusal.
    private func parse(_ lines: [String]) -> (heads: [HTTPResponseHead], refusal: String?) {
        var parser = ResponseHeadParser()
        var heads: [HTTPResponseHead] = []
        for line in lines {
            switch Array((line + "\r\n").utf8).withUnsafeBytes({ parser.feed($0) }) {
            case .more: break
            case .head(let head): heads.append(head)
            case .malformed(let reason): return (heads, reason)
            }
        }
        return (heads, nil)
    }

    @Test func `keeps fields in order and joins folded lines`() throws {
        let head = try #require(
            parse(["HTTP/1.1 429 Too Many", "A: 1", "b:  two ", " more", "A: 3", "empty:", ""]).heads.first)
        #expect(head.status == 429)
        #expect(head.headers.map(\.name) == ["A", "b", "A", "empty"])
        #expect(head.headers.map(\.value) == ["1", "two more", "3", ""])
        #expect(head.headers.values(of: "a") == ["1", "3"])
    }

    @Test func `skips interim heads and ignores trailers`() {
        let heads = parse([
            "HTTP/1.1 100 Continue", "", "HTTP/1.1 103 Early Hints", "link: x", "", "HTTP/2 200", "a: 1", "",
            "trailer: 1", "",
        ]).heads
        #expect(heads.map(\.status) == [200])
        #expect(heads.map { $0.headers.map(\.name) } == [["a"]])
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/1.1 OK", "HTTP/1.1 20"])
    func `refuses a status line without a status`(line: String) {
        #expect(parse([line]).refusal != nil)
    }

    @Test func `refuses more than 256 KB of header fields`() {
        let field = "x: " + String(repeating: "y", count: 1 << 10)
        let (heads, refusal) = parse(["HTTP/1.1 200 OK"] + Array(repeating: field, count: 256) + [""])
        #expect(heads.isEmpty)
        #expect(refusal == "the header fields of the response are larger than 262144 bytes")
    }
}
