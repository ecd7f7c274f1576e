import ExactJSON
import Testing

@Suite struct JSONValueTests {
    @Test func `keeps number texts and key order through a round trip`() throws {
        let text = #"{"b":0.0000001000,"a":[1,-2.50e-3,12345678901234567890],"c":{"z":null,"y":true}}"#
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test(arguments: [
        ("", 1), ("{", 2), ("[1,]", 4), ("{\"a\" 1}", 6), ("01", 2), ("1.", 1), ("nul", 1), ("\"\\x\"", 3),
        ("[1] 2", 5),
        ("\"a\nb\"", 3), ("+1", 1), ("\"\\u12\"", 4),
    ])
    func `refuses what is not JSON and says where`(text: String, column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error?.column == column, "\(text): \(String(describing: error))")
    }

    @Test func `refuses nesting deeper than its bound instead of crashing`() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(throws: Never.self) {
            try JSONValue(parsing: String(repeating: "[", count: 256) + String(repeating: "]", count: 256))
        }
    }

    @Test func `decodes escapes, surrogate pairs and lone surrogates`() throws {
        #expect(try JSONValue(parsing: #""\u0041\n\ud83d\ude00\ud800x""#) == .string("A\n😀\u{FFFD}x"))
    }

    @Test func `escapes only what JSON requires`() {
        #expect(JSONValue.string("é\"\\\n\u{1}/").text == #""é\"\\\n\u0001/""#)
    }

    @Test func `refuses invalid UTF-8 in a string`() {
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test func `equal meaning has equal canonical text`() throws {
        let one = try JSONValue(parsing: #"{"b":1,"a":{"d":[{"y":1,"x":2}],"c":3}}"#)
        let two = try JSONValue(parsing: #"{"a":{"c":3,"d":[{"x":2,"y":1}]},"b":1}"#)
        #expect(one != two)
        #expect(one.canonical.text == two.canonical.text)
    }

    @Test func `the last of two equal keys counts`() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == 2)
    }

    struct Arguments: Decodable, Equatable {
        var path: String
        var offset: Int?
        var deep: [[String: Double]]
    }

    @Test func `decodes a typed value and names the member that does not fit`() throws {
        let good = try JSONValue(parsing: #"{"path":"a","deep":[{"x":0.5}]}"#)
        #expect(
            try JSONValueDecoder().decode(Arguments.self, from: good)
                == Arguments(path: "a", offset: nil, deep: [["x": 0.5]]))
        let bad = try JSONValue(parsing: #"{"path":"a","offset":"one","deep":[]}"#)
        let error = #expect(throws: DecodingError.self) { try JSONValueDecoder().decode(Arguments.self, from: bad) }
        guard case .typeMismatch(_, let context)? = error else {
            throw error ?? DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "no error"))
        }
        #expect(context.codingPath.map(\.stringValue) == ["offset"])
        #expect(context.debugDescription == "expected a whole number, found the string \"one\"")
    }

    @Test func `follows whole numbers written as decimals or exponents`() throws {
        #expect(try JSONValue(parsing: "1.5e1").intValue == 15)
        #expect(try JSONValue(parsing: "1.5").intValue == nil)
        #expect(try JSONValue(parsing: "9223372036854775807").intValue == Int.max)
        #expect(try JSONValue(parsing: "9223372036854775808").intValue == nil)
    }
}
