import Testing

@testable import PromptTemplates

/// Renders one text with values, as an embedded prompt `t.md`.
func rendered(_ text: String, _ values: [String: PromptValue] = [:]) throws -> String {
    let place = PromptPlace.embedded(names: ["t.md"]) { $0 == "t.md" ? text : nil }
    return try PromptLibrary(places: [place], values: [:]).render("t", values)
}

@Suite struct PromptTemplateTests {
    @Test(arguments: [
        ("plain {text} } }}", "plain {text} } }}"),
        ("{{a}}", "A"), ("{{ a }}-{{a}}", "A-A"), ("{{\"{{\"}}x{{'}}'}}", "{{x}}"),
        ("{\"k\": {\"v\": {{n}}}}", "{\"k\": {\"v\": 3}}"), ("{{n}} {{half}} {{yes}}", "3 0.5 true"),
        ("ä{{a}}ö", "äAö"), ("end\n\n", "end"), ("a\r\nb\r\n", "a\nb"), ("", ""),
        ("{{raw}}", "{{a}} {{include \"x\"}}"),
    ])
    func `puts values in as they are`(_ text: String, _ expected: String) throws {
        let values: [String: PromptValue] = [
            "a": "A", "n": 3, "half": .number(0.5), "yes": true, "raw": "{{a}} {{include \"x\"}}",
        ]
        #expect(try rendered(text, values) == expected)
    }

    @Test(arguments: [
        ("{{if a}}x{{endif}}", "x"), ("{{if none}}x{{endif}}", ""), ("{{if none}}x{{else}}y{{endif}}", "y"),
        ("{{if not none}}x{{endif}}", "x"), ("{{if a and b}}x{{else}}y{{endif}}", "x"),
        ("{{if none or b}}x{{endif}}", "x"), ("{{if a == \"A\"}}x{{endif}}", "x"),
        ("{{if a != 'A'}}x{{else}}y{{endif}}", "y"),
        ("{{if n > 2 and n <= 3}}x{{endif}}", "x"), ("{{if n < 3}}x{{else}}y{{endif}}", "y"),
        ("{{if ten >= 9}}x{{endif}}", "x"), ("{{if ten > \"9\"}}x{{endif}}", "x"), ("{{if n == 3.0}}x{{endif}}", "x"),
        ("{{if not (a and none) and (b or none)}}x{{endif}}", "x"),
        ("{{if none or none and a}}x{{else}}y{{endif}}", "y"),
        ("{{if yes == true}}x{{endif}}", "x"), ("{{if zero}}x{{else}}y{{endif}}", "y"),
        ("{{if -1 < zero}}x{{endif}}", "x"),
        ("{{if a}}1{{if none}}2{{else}}3{{if b}}4{{endif}}{{endif}}5{{endif}}6", "13456"),
        ("{{if none and missing}}x{{else}}y{{endif}}", "y"), ("{{if \"abc\" < \"abd\"}}x{{endif}}", "x"),
        ("{{if notable}}x{{endif}}", "x"), ("{{if a >= \"A\"}}x{{endif}}", "x"),
    ])
    func `follows conditions`(_ text: String, _ expected: String) throws {
        let values: [String: PromptValue] = [
            "a": "A", "b": "B", "none": "", "n": 3, "ten": "10", "yes": true, "zero": 0, "notable": 1,
        ]
        #expect(try rendered(text, values) == expected)
    }

    @Test(arguments: [
        ("a\n{{if yes}}\nb\n{{endif}}\nc", "a\nb\nc"), ("a\n{{if no}}\nb\n{{endif}}\nc", "a\nc"),
        ("a\n  {{if no}}\t\nb\n  {{else}}\nd\n {{endif}} \nc", "a\nd\nc"),
        ("{{if yes}}\nb\n{{endif}}", "b"), ("a {{if yes}}\nb{{endif}}\nc", "a \nb\nc"),
        ("{{if yes}}\n{{if yes}}\nx\n{{endif}}\n{{endif}}\ny", "x\ny"),
    ])
    func `lets lines vanish that hold only a condition`(_ text: String, _ expected: String) throws {
        #expect(try rendered(text, ["yes": true, "no": false]) == expected)
    }

    @Test(arguments: [
        ("a\n{{ b", "t.md:2: {{ is not closed by }}; for braces as such write {{\"{{\"}}"),
        ("{{}}", "t.md:1: there is nothing between {{ and }}"),
        ("\n\n{{if a}}x", "t.md:3: this if has no {{endif}}"),
        ("{{endif}}", "t.md:1: this endif belongs to no if"),
        ("{{else}}", "t.md:1: this else belongs to no if"),
        ("{{if a}}\n{{else}}\n{{else}}\n{{endif}}", "t.md:3: this else belongs to no if"),
        ("{{if}}{{endif}}", "t.md:1: a name or a value is missing at the end"),
        ("{{if a ==}}{{endif}}", "t.md:1: a name or a value is missing at the end"),
        ("{{if (a}}{{endif}}", "t.md:1: a parenthesis is not closed"),
        ("{{if a b}}{{endif}}", "t.md:1: \"b\" is not expected here"),
        ("{{if a = 1}}{{endif}}", "t.md:1: \"= 1\" is not expected here"),
        ("{{if 1.2.3}}{{endif}}", "t.md:1: \"1.2.3\" is not a number"),
        ("{{a()}}", "t.md:1: \"()\" is not expected here"),
        ("{{a.b}}", "t.md:1: \".b\" is not expected here"),
        ("{{and}}", "t.md:1: \"and\" is not expected here"),
        ("x\n{{include nope}}", "t.md:2: include needs a file's name in quotes, or the word original"),
        ("{{include \"../x\"}}", "t.md:1: include needs a file's name in quotes, or the word original"),
        ("{{include \"/etc/x\"}}", "t.md:1: include needs a file's name in quotes, or the word original"),
        ("a\nb {{missing}}", "t.md:2: unknown variable \"missing\"; known here: a, b"),
        ("{{if a}}\n{{if b}}\n{{x}}\n{{endif}}\n{{endif}}", "t.md:3: unknown variable \"x\"; known here: a, b"),
        ("{{if a < true}}{{endif}}", "t.md:1: \"A\" and \"true\" have no order; compare them with == or !="),
        ("{{if a < 1}}{{endif}}", "t.md:1: \"A\" and \"1\" have no order; compare them with == or !="),
        ("\n{{include \"other\"}}", "t.md:2: no place has a prompt other.md"),
        ("\n{{include original}}", "t.md:2: there is no original: no place of lower priority has t.md"),
        ("{{include \"t\"}}", "t.md:1: the prompt includes itself: t.md → t.md"),
    ])
    func `names the file and line of what is wrong`(_ text: String, _ message: String) {
        let error = #expect(throws: PromptError.self) { try rendered(text, ["a": "A", "b": "B"]) }
        #expect(error?.description == message)
    }

    @Test func `bounds nesting`() {
        let conditions = String(repeating: "{{if a}}", count: 17) + String(repeating: "{{endif}}", count: 17)
        #expect(throws: PromptError.self) { try rendered(conditions, ["a": 1]) }
        let parentheses = String(repeating: "(", count: 100_000) + "a" + String(repeating: ")", count: 100_000)
        let deep = #expect(throws: PromptError.self) { try rendered("{{\(parentheses)}}", ["a": 1]) }
        #expect(deep?.message == "the expression is nested too deeply")
        let negations = String(repeating: "not ", count: 100_000)
        #expect(throws: PromptError.self) { try rendered("{{\(negations)a}}", ["a": 1]) }
    }
}
