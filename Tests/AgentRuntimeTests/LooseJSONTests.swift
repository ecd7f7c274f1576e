import AgentRuntime
import ExactJSON
import Testing

@Suite struct LooseJSONTests {
    /// A text, the strict JSON of the object in it, and how it ends.
    struct Form: Sendable, CustomTestStringConvertible {
        var text: String
        var json: String
        var ending: LooseJSON.Ending

        init(_ text: String, _ json: String, _ ending: LooseJSON.Ending = .closed) {
            self.text = text
            self.json = json
            self.ending = ending
        }

        var testDescription: String { text }
    }

    static let keys: [Form] = [
        Form("{a: 1}", #"{"a":1}"#),
        Form("{a_b-c: 1, $d: 2}", #"{"a_b-c":1,"$d":2}"#),
        Form("{'a': 1}", #"{"a":1}"#),
        Form("{`a`: 1}", #"{"a":1}"#),
        Form("{\u{201C}a\u{201D}: \u{201C}b\u{201D}}", #"{"a":"b"}"#),
        Form("{1: 2}", #"{"1":2}"#),
        Form("{ein Wort: 2}", #"{"ein Wort":2}"#),
        Form(#"{"a" 1}"#, #"{"a":1}"#),
        Form(#"{"a" = 1, b => 2}"#, #"{"a":1,"b":2}"#),
        Form(#"{"a":: 1}"#, #"{"a":1}"#),
        Form(#"{"a":, "b": 2}"#, #"{"a":null,"b":2}"#),
        Form(#"{"a": }"#, #"{"a":null}"#),
        Form(#"{"a", "b": 2}"#, #"{"a":null,"b":2}"#),
    ]

    static let commas: [Form] = [
        Form(#"{"a": 1,}"#, #"{"a":1}"#),
        Form(#"{,"a": 1,, "b": 2}"#, #"{"a":1,"b":2}"#),
        Form(#"{"a": [1, 2,],}"#, #"{"a":[1,2]}"#),
        Form("{\"a\": 1\n \"b\": 2}", #"{"a":1,"b":2}"#),
        Form(#"{"a": "x" "b": "y"}"#, #"{"a":"x","b":"y"}"#),
        Form("{\"a\": \"x\"\n\"b\": \"y\"}", #"{"a":"x","b":"y"}"#),
        Form(#"{a: x b: y}"#, #"{"a":"x","b":"y"}"#),
        Form(#"{"a": true "b": [1 2 3]}"#, #"{"a":true,"b":[1,2,3]}"#),
        Form(#"{"a": ["x" "y"]}"#, #"{"a":["x","y"]}"#),
        Form(#"{"a": {"b": 1} "c": [2] "d": 3}"#, #"{"a":{"b":1},"c":[2],"d":3}"#),
        Form(#"{"a": 1; "b": 2;}"#, #"{"a":1,"b":2}"#),
        Form(#"{"a": [{"b": 1} {"b": 2}]}"#, #"{"a":[{"b":1},{"b":2}]}"#),
    ]

    static let strings: [Form] = [
        Form("{'a': 'it\\'s'}", #"{"a":"it's"}"#),
        Form("{'a': 'it's fine', 'b': 'x'}", #"{"a":"it's fine","b":"x"}"#),
        Form(#"{"a": "say "hi" to him", "b": 1}"#, #"{"a":"say \"hi\" to him","b":1}"#),
        Form(#"{"a": "the "x", then the "y"", "b": 1}"#, #"{"a":"the \"x\", then the \"y\"","b":1}"#),
        Form(#"{"a": "key "k": required"}"#, #"{"a":"key \"k\": required"}"#),
        Form("{\"a\": \"one\ntwo\tthree\"}", #"{"a":"one\ntwo\tthree"}"#),
        Form("{\"a\": `let x = \"1\"\nlet y`}", #"{"a":"let x = \"1\"\nlet y"}"#),
        Form("{\"a\": \"\"\"\nprint(\"x\\n\")\n\"\"\"}", #"{"a":"print(\"x\\n\")\n"}"#),
        Form("{\"a\": '''it's \"raw\"'''}", #"{"a":"it's \"raw\""}"#),
        Form("{\"a\": \"\"\"ends in a \"quote\"\"\"\"}", #"{"a":"ends in a \"quote\""}"#),
        Form("{\"a\": ```swift\nlet x = 1\n```, \"b\": 2}", #"{"a":"let x = 1\n","b":2}"#),
        Form(#"{"a": "\d+\.\w C:\Users"}"#, #"{"a":"\\d+\\.\\w C:\\Users"}"#),
        Form(#"{"a": "\x41\'\`"}"#, #"{"a":"A'`"}"#),
        Form("{\"a\": \"long \\\nline\"}", #"{"a":"long line"}"#),
        Form(#"{"a": "one " + "two" + 'three'}"#, #"{"a":"one twothree"}"#),
        Form(#"{"a": r'x', "b": f"y", 'c': b'z'}"#, #"{"a":"x","b":"y","c":"z"}"#),
        Form("{\"a\": \u{2018}it\u{2019}s\u{2019}}", #"{"a":"it’s"}"#),
        Form(#"{"a": "", "b": ''}"#, #"{"a":"","b":""}"#),
        Form(#"{"a": "http://x/y#z", "b": "/* no */ // no"}"#, ##"{"a":"http://x/y#z","b":"/* no */ // no"}"##),
    ]

    static let words: [Form] = [
        Form("{a: True, b: FALSE, c: Null}", #"{"a":true,"b":false,"c":null}"#),
        Form("{a: None, b: undefined, c: NaN, d: -Infinity}", #"{"a":null,"b":null,"c":null,"d":null}"#),
        Form("{a: +1, b: .5, c: -.5, d: 5.}", #"{"a":1,"b":0.5,"c":-0.5,"d":5}"#),
        Form("{a: 007, b: 1_000, c: 0x1F, d: -0xA}", #"{"a":7,"b":1000,"c":31,"d":-10}"#),
        Form("{a: 1e3, b: 1.50}", #"{"a":1e3,"b":1.50}"#),
        Form("{a: 10px, b: 2024-01-31, c: 1.2.3}", #"{"a":"10px","b":"2024-01-31","c":"1.2.3"}"#),
        Form("{a: some words here, b: x}", #"{"a":"some words here","b":"x"}"#),
        Form("{a: C:\\x\\y, b: https://example.com/z}", #"{"a":"C:\\x\\y","b":"https://example.com/z"}"#),
        Form("{a: truest, b: nullable}", #"{"a":"truest","b":"nullable"}"#),
        Form("{a: (1, 'x'), b: (2,)}", #"{"a":[1,"x"],"b":[2]}"#),
    ]

    static let surroundings: [Form] = [
        Form("Sure! Here it is:\n```json\n{\"a\": 1}\n```\nDone.", #"{"a":1}"#),
        Form(#"<tool_call>{"a": 1}</tool_call>"#, #"{"a":1}"#),
        Form(#"{"a": 1} {"b": 2}"#, #"{"a":1}"#),
        Form(#"[{"a": 1}, {"b": 2}]"#, #"{"a":1}"#),
        Form(#"{{"a": {{"b": 1}}}}"#, #"{"a":{"b":1}}"#),
        Form("{{ \"a\": 1 }\n}", #"{"a":1}"#),
        Form("{\"a\": 1, // one\n # two\n \"b\": /* three */ 2 /* four */}", #"{"a":1,"b":2}"#),
        Form("{ // comment with \"quotes\" and }\n a: 1 # }\n}", #"{"a":1}"#),
        Form("{\u{A0}\"a\":\u{200B} 1}", #"{"a":1}"#),
        Form(#"{\n "a": 1,\n "b": 2\n}"#, #"{"a":1,"b":2}"#),
        Form("{}", "{}"),
        Form(#"{"a": [1, 2}"#, #"{"a":[1,2]}"#),
        Form(#"{"a": [{"b": 1], "c": 2}"#, #"{"a":[{"b":1}],"c":2}"#),
        Form(#"{"a": 1]}"#, #"{"a":1}"#),
        Form(#"{"a": 1, "a": 2}"#, #"{"a":1,"a":2}"#),
    ]

    static let cut: [Form] = [
        Form("{", "{}", .cut),
        Form(#"{"a"#, "{}", .cut),
        Form(#"{"a":"#, "{}", .cut),
        Form(#"{"a": "hal"#, #"{"a":"hal"}"#, .cut),
        Form(#"{"a": "x\u00"#, #"{"a":"x"}"#, .cut),
        Form(#"{"a": "x\ud83d"#, #"{"a":"x"}"#, .cut),
        Form(#"{"a": "x\"#, #"{"a":"x"}"#, .cut),
        Form(#"{"a": 12"#, #"{"a":12}"#, .cut),
        Form(#"{"a": 1.5e"#, #"{"a":1.5}"#, .cut),
        Form(#"{"a": -"#, "{}", .cut),
        Form(#"{"a": tr"#, "{}", .cut),
        Form(#"{"a": [1, {"b": "c"#, #"{"a":[1,{"b":"c"}]}"#, .cut),
        Form(#"{"a": 1,"#, #"{"a":1}"#, .cut),
        Form(#"{"a": "x""#, #"{"a":"x"}"#, .open),
        Form(#"{"a": [1, {"b": 2}"#, #"{"a":[1,{"b":2}]}"#, .open),
        Form("```json\n{\"a\": \"x\"\n```", #"{"a":"x"}"#, .open),
        Form(#"<tool_call>{"a": "x"</tool_call>"#, #"{"a":"x"}"#, .open),
        Form("{\"a\": 1 /* never closed", #"{"a":1}"#, .cut),
    ]

    static let forms = keys + commas + strings + words + surroundings + cut

    @Test(arguments: forms) func `reads what models write`(form: Form) throws {
        let found = try LooseJSON(parsing: form.text)
        #expect(JSONValue.object(found.object).text == form.json)
        #expect(found.ending == form.ending)
    }

    @Test func `says where the object stands`() throws {
        let text = "ä {a: {}} rest"
        let found = try LooseJSON(parsing: text)
        #expect(found.range == 3..<10)
        #expect(Array(text.utf8)[found.range] == Array("{a: {}}".utf8)[...])
        #expect(try LooseJSON(parsing: "{a:1}{b:2}", from: 5).object == JSONObject([("b", 2)]))
    }

    @Test func `refuses text without an object, too long, or nested too deep`() {
        #expect(throws: LooseJSONError(.noObject, "There is no { in the text.")) { try LooseJSON(parsing: "no [1]") }
        let long = "{" + String(repeating: " ", count: LooseJSON.maximumLength)
        #expect(throws: LooseJSONError.self) { try LooseJSON(parsing: long) }
        #expect(throws: LooseJSONError(.tooDeep, "The object nests deeper than 256 levels.")) {
            try LooseJSON(parsing: String(repeating: "{a:", count: 257))
        }
        #expect(throws: LooseJSONError.self) { try LooseJSON(parsing: "{a:" + String(repeating: "[", count: 100_000)) }
        #expect(throws: Never.self) {
            try LooseJSON(parsing: "{a:" + String(repeating: "[", count: 255))
        }
    }

    @Test func `reads strict JSON as the strict parser does`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        for round in 0..<3000 {
            let object = RandomJSON(depth: 4).object(using: &random)
            let text = RandomJSON.spaced(.object(object), using: &random)
            let strict = try JSONValue(parsing: text)
            let loose = try LooseJSON(parsing: text)
            try #require(.object(loose.object) == strict, "seed \(seed), round \(round): \(text)")
            try #require(loose.ending == .closed, "seed \(seed), round \(round): \(text)")
        }
    }

    @Test func `a text cut at any byte gives the beginning of its object`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        for round in 0..<150 {
            let whole = RandomJSON(depth: 3).object(using: &random)
            let bytes = Array(RandomJSON.spaced(.object(whole), using: &random).utf8)
            for count in 1..<bytes.count where bytes[..<count].contains(UInt8(ascii: "{")) {
                let part = try bytes[..<count].withUnsafeBufferPointer { bytes throws(LooseJSONError) in
                    try LooseJSON(parsing: bytes)
                }
                try #require(
                    RandomJSON.isBeginning(.object(part.object), of: .object(whole)),
                    "seed \(seed), round \(round), cut at \(count): \(String(decoding: bytes, as: UTF8.self))")
                try #require(part.ending != .closed, "seed \(seed), round \(round), cut at \(count)")
            }
        }
    }

    @Test func `no bytes crash it`() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        let alphabet = Array("{}[](),:;=+\"'`\\/#*<-.0x1eEtnuTN \n\tabé“”{{{\"\"\"".utf8) + [0xFF, 0x00, 0xE2, 0x80]
        for _ in 0..<20_000 {
            let bytes =
                [UInt8(ascii: "{")]
                + (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
            let found = try bytes.withUnsafeBufferPointer { bytes throws(LooseJSONError) in
                try LooseJSON(parsing: bytes)
            }
            try #require(found.range.upperBound <= bytes.count, "seed \(seed): \(bytes)")
        }
    }

    @Test(arguments: [
        "{", "{a", "{a:", "{a:[", "{'", "{\"a\":\"", "{a: ", "\" \"", "{a:b ", "#", "{/*", "}", ", ", "{a:'\\",
        "{a:x y:",
        "\"+\"", "`", "{\"a\":\"b\" c", "{} ", "(", "{a:'b', ", "\n",
    ]) func `time grows with the text, not with its square`(pattern: String) throws {
        // 64 KB of anything must be read in a blink: a quadratic scan of it would take minutes.
        let text = "{x: \"" + String(repeating: pattern, count: (1 << 16) / pattern.utf8.count)
        let time = ContinuousClock().measure { _ = try? LooseJSON(parsing: text) }  // too deep is as good as read
        let other = ContinuousClock().measure { _ = try? LooseJSON(parsing: "{x: " + text.dropFirst(5)) }  // likewise
        #expect(time < .seconds(5))
        #expect(other < .seconds(5))
    }
}
