import ExactJSON
import FarthingTesting
import LanguageModels
import Testing

@testable import AgentRuntime

/// The answer of a model that writes its tool calls as JSON, shown while it is written.
struct StreamedAnswerTests {
    private func read(_ pieces: [String]) -> [String] {
        var answer = StreamedAnswer()
        return pieces.map { answer.read($0) }
    }

    @Test func `the answer is shown piece by piece`() {
        let pieces = [
            #"{"thoughts": ["a \"b\" {", 1, [true]], "n": -1.5e3, "tool_name": "resp"#, #"onse", "tool_args": {"te"#,
            #"xt": "Hel"#, #"lo\nyou \u00"#, #"e9 \ud83d"#, #"\ude00!"#, #" \"quoted\""}, "x": "y"}"#,
        ]
        #expect(read(pieces) == ["", "", "Hel", "lo\nyou ", "é ", "😀!", " \"quoted\""])
    }

    @Test(arguments: [
        #"{"tool_name": "shell", "tool_args": {"text": "no answer"}}"#,
        #"{"tool_args": {"text": "the name comes late"}, "tool_name": "response"}"#,
        #"{'tool_name': 'response', 'tool_args': {'text': 'no JSON'}}"#,
        #"{"tool_name": "response", "tool_args": {"other": "text"}}"#,
        #"{"tool_name": "response", "tool_args": "{\"text\": \"a string\"}"}"#,
        #"{"wrapped": {"tool_name": "response", "tool_args": {"text": "deep"}}}"#, "no object at all", "{", "{}",
    ])
    func `what is not surely the answer is not shown`(_ text: String) {
        #expect(read(text.map(String.init)).joined().isEmpty)
    }

    @Test func `what is left is what was not shown`() {
        var answer = StreamedAnswer()
        #expect(answer.rest(of: "All") == "All")
        _ = answer.read(#"{"tool_name": "response", "tool_args": {"text": "Cafe"#)
        #expect(answer.rest(of: "Cafe\u{301}!") == "\u{301}!")
        #expect(answer.rest(of: "Cafe") == "")
        #expect(answer.rest(of: "Edited by an extension") == "\n\nEdited by an extension")
    }

    @Test func `whatever is shown is a beginning of what the tool is called with`() throws {
        let seed = UInt64.random(in: 0...(.max))
        print("seed \(seed)")
        var random = SeededRandom(seed: seed)
        let alphabet = ["a", "Ü", "\"", "\\", "\n", "\u{7}", "😀", "{", "}", "é", ",", ":", " ", "\u{301}", "/"]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? ""
            }
            .joined()
            let object = JSONObject([
                ("headline", .string(String(text.reversed()))), ("tool_name", .string("response")),
                ("tool_args", .object(JSONObject([("text", .string(text))]))),
            ])
            let call = JSONValue.object(object).text
            var answer = StreamedAnswer()
            // Cut or damaged half of the time: then less is shown, never something else.
            var written = Array(call.unicodeScalars)
            let isWhole = Bool.random(using: &random)
            if !isWhole { written.removeLast(Int.random(in: 0..<written.count, using: &random)) }
            var shown = ""
            while !written.isEmpty {
                let count = min(Int.random(in: 1...7, using: &random), written.count)
                shown += answer.read(String(String.UnicodeScalarView(written.prefix(count))))
                written.removeFirst(count)
            }
            #expect(text.utf8.starts(with: shown.utf8), "\(call) shows \(shown)")
            if isWhole { #expect(Array(shown.utf8) == Array(text.utf8)) }
        }
    }

    @Test func `a model without tool calls is seen to answer as it goes`() async throws {
        var profile = ScriptedModel.usualProfile
        profile.callsTools = false
        let model = ScriptedModel(
            [.deltas([#"{"tool_name": "response", "tool_args": {"text": "First"#, #" and last."}"#, "}"])],
            profile: profile)
        let test = try TestRuntime(model, tools: [Finish()])
        #expect(try await test.send("go").text == "First and last.")
        let pieces = test.log.events.compactMap { if case .text(let piece) = $0 { piece } else { nil } }
        #expect(pieces == ["First", " and last."])
    }

    private struct Finish: Tool {
        struct Arguments: ToolArguments { @Parameter("The answer") var text: String }
        static let name = "response"
        static let description = "Ends the turn."
        func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
            ToolOutput(arguments.text, endsTurn: true)
        }
    }
}
