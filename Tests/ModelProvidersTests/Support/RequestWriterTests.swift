import ExactJSON
import Testing

@testable import ModelProviders

@Suite struct RequestWriterTests {
    private func written(_ text: String) -> String {
        var writer = RequestWriter(capacity: 0, overrides: JSONObject())
        writer.open("{")
        writer.member("t", text)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    @Test func `writes every string as the JSON writer does`() {
        let seed = UInt64.random(in: .min ... .max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let alphabet = [
            "a", " ", "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{B}", "é", "👋🏽", "\u{7F}", "zz", "\u{2028}",
        ]
        for _ in 0..<2000 {
            let text = (0..<next(40)).map { _ in alphabet[next(next(4) == 0 ? alphabet.count : 2)] }.joined()
            #expect(written(text) == JSONValue.object(JSONObject([("t", .string(text))])).text, "seed \(seed)")
        }
        for byte in 0..<0x80 {
            let text = "1234567" + String(Unicode.Scalar(UInt8(byte))) + "890"
            #expect(written(text) == JSONValue.object(JSONObject([("t", .string(text))])).text)
        }
    }

    @Test func `the caller's members come last and replace ours`() throws {
        var writer = RequestWriter(capacity: 0, overrides: JSONObject([("a", 1), ("c\"", JSONValue.null)]))
        writer.open("{")
        if writer.field("a") { writer.string("ours") }
        if writer.field("b") { writer.number(JSONNumber(2)) }
        #expect(String(decoding: writer.finish(), as: UTF8.self) == #"{"b":2,"a":1,"c\"":null}"#)
    }
}
