import ExactJSON
import LanguageModels
import Testing

@testable import AgentRuntime

@Suite struct ToolArgumentsTests {
    enum Mode: String, CaseIterable, ToolParameter {
        case text
        case hex
    }

    struct Everything: ToolArguments {
        @Parameter("Where") var path: String
        @Parameter("From line") var offset: Int?
        @Parameter("Share") var share: Double?
        @Parameter("All of it") var all: Bool?
        @Parameter("How") var mode: Mode
        @Parameter("How else") var other: Mode?
        @Parameter("Names") var names: [String]
        @Parameter("Numbers") var numbers: [Int]?
        @Parameter("Modes") var modes: [Mode]?
        @Parameter("Anything") var extra: JSONValue?
    }

    struct OneString: ToolArguments {
        @Parameter("Text") var text: String
        @Parameter("Count") var count: Int?
    }

    private func decoded<Arguments: ToolArguments>(_ type: Arguments.Type, _ json: String) throws -> Arguments {
        let object = try #require(try JSONValue(parsing: json).objectValue)
        return try Arguments(
            of: ToolInvocation(id: "1", name: "everything", arguments: object, turn: TurnID("T")))
    }

    @Test func `the schema is read off the declaration, in its order`() {
        #expect(
            Everything.schema.text
                == #"{"type":"object","properties":{"path":{"type":"string","description":"Where"},"#
                + #""offset":{"type":"integer","description":"From line"},"#
                + #""share":{"type":"number","description":"Share"},"#
                + #""all":{"type":"boolean","description":"All of it"},"#
                + #""mode":{"type":"string","enum":["text","hex"],"description":"How"},"#
                + #""other":{"type":"string","enum":["text","hex"],"description":"How else"},"#
                + #""names":{"type":"array","items":{"type":"string"},"description":"Names"},"#
                + #""numbers":{"type":"array","items":{"type":"integer"},"description":"Numbers"},"#
                + #""modes":{"type":"array","items":{"type":"string","enum":["text","hex"]},"description":"Modes"},"#
                + #""extra":{"description":"Anything"}},"#
                + #""required":["path","mode","names"],"additionalProperties":false}"#)
        #expect(
            NoArguments.schema.text
                == #"{"type":"object","properties":{},"required":[],"additionalProperties":false}"#)
    }

    @Test func `decodes every kind of argument`() throws {
        let arguments = try decoded(
            Everything.self,
            #"{"path":"p","offset":3,"share":0.5,"all":true,"mode":"hex","other":"text","names":["a"],"#
                + #""numbers":[1,2],"modes":["hex"],"extra":{"x":null}}"#)
        #expect(arguments.path == "p")
        #expect(arguments.offset == 3)
        #expect(arguments.share == 0.5)
        #expect(arguments.all == true)
        #expect(arguments.mode == .hex)
        #expect(arguments.other == .text)
        #expect(arguments.names == ["a"])
        #expect(arguments.numbers == [1, 2])
        #expect(arguments.modes == [.hex])
        #expect(arguments.extra == .object(JSONObject([("x", nil)])))
    }

    @Test(arguments: [
        #"{"path":"p","mode":"text","names":[]}"#,
        #"{"path":"p","mode":"text","names":[],"offset":null,"other":null,"numbers":null,"extra":null,"unknown":1}"#,
    ])
    func `an optional may be absent or null`(json: String) throws {
        let arguments = try decoded(Everything.self, json)
        #expect(arguments.offset == nil)
        #expect(arguments.share == nil)
        #expect(arguments.all == nil)
        #expect(arguments.other == nil)
        #expect(arguments.numbers == nil)
        #expect(arguments.modes == nil)
        #expect(arguments.extra == nil)
    }

    @Test(arguments: [
        (#"{"mode":"text","names":[]}"#, #""path" is missing"#),
        (#"{"path":5,"mode":"text","names":[]}"#, "path: expected a string, found the number 5"),
        (#"{"path":null,"mode":"text","names":[]}"#, "path: expected a string, found null"),
        (#"{"path":"p","mode":"zip","names":[]}"#, #"mode: it must be one of text, hex; found "zip""#),
        (#"{"path":"p","mode":"text","other":"zip","names":[]}"#, #"other: it must be one of text, hex; found "zip""#),
        (
            #"{"path":"p","mode":"text","names":["a",2]}"#, "names.[1]: expected a string, found the number 2"
        ),
        (#"{"path":"p","mode":"text","names":"a"}"#, #"names: expected an array, found the string "a""#),
        (
            #"{"path":"p","mode":"text","names":[],"offset":1.5}"#,
            "offset: expected a whole number, found the number 1.5"
        ),
        (
            #"{"path":"p","mode":"text","names":[],"all":"yes"}"#,
            #"all: expected true or false, found the string "yes""#
        ),
    ])
    func `what does not fit is named, with what is expected`(json: String, reason: String) throws {
        let failure = #expect(throws: ToolFailure.self) { try decoded(Everything.self, json) }
        #expect(
            failure?.message
                == "The arguments of everything do not fit: \(reason). Its arguments are: \(Everything.schema.text)")
    }

    @Test(arguments: [
        ("", "{}"),
        ("  \n", "{}"),
        ("null", "{}"),
        ("[]", "{}"),
        ("{}", "{}"),
        (#"{"text":"a"}"#, #"{"text":"a"}"#),
        (#""{\"text\":\"a\"}""#, #"{"text":"a"}"#),
        (#""\"{\\\"text\\\":\\\"a\\\"}\"""#, #"{"text":"a"}"#),
        ("{text: 'a', count: 2,}", #"{"text":"a","count":2}"#),
        ("```json\n{\"text\": \"a\"}\n```", #"{"text":"a"}"#),
        (#"{"text":"a"}{"text":"b"}"#, #"{"text":"a"}"#),
        (#"{"text":"a""#, #"{"text":"a"}"#),
        ("just words", #"{"text":"just words"}"#),
        (#""just words""#, #"{"text":"just words"}"#),
        ("see {this}", #"{"text":"see {this}"}"#),
        ("5", #"{"text":"5"}"#),
        (#"{"text":5,"count":"2"}"#, #"{"text":"5","count":2}"#),
    ])
    func `native arguments are read in every shape they come in`(text: String, json: String) throws {
        #expect(try JSONValue.object(ToolArgumentsText.parse(text, schema: OneString.schema)).text == json)
    }

    @Test(arguments: [
        (
            #"{"numbers":"[1,2]","names":"a","all":"True","share":"0.5"}"#,
            #"{"numbers":[1,2],"names":["a"],"all":true,"share":0.5}"#
        ),
        (#"{"numbers":["1",2],"names":[3],"offset":"1.5"}"#, #"{"numbers":[1,2],"names":["3"],"offset":"1.5"}"#),
        (
            #"{"mode":"hex","extra":"5","unknown":"5","all":"yes"}"#,
            #"{"mode":"hex","extra":"5","unknown":"5","all":"yes"}"#
        ),
        (#"{"numbers":4,"offset":null}"#, #"{"numbers":[4],"offset":null}"#),
    ])
    func `values that can only mean one thing get their type`(text: String, json: String) throws {
        #expect(try JSONValue.object(ToolArgumentsText.parse(text, schema: Everything.schema)).text == json)
    }

    @Test func `arguments that cannot be read are told to the model`() {
        let failure = #expect(throws: ToolFailure.self) {
            try ToolArgumentsText.parse("just words", schema: Everything.schema)
        }
        #expect(
            failure?.message
                == "The arguments are not a JSON object: just words. They must be one object that fits this schema: "
                + Everything.schema.text)
        let cut = #expect(throws: ToolFailure.self) {
            try ToolArgumentsText.parse(#"{"text": "half a fi"#, schema: OneString.schema)
        }
        #expect(
            cut?.message
                == "The arguments break off before their end. Call the tool again with all of them; "
                + "if they are long, do it in several steps.")
    }
}
