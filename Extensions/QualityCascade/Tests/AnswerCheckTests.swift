import ExactJSON
import LanguageModels
import QualityCascade
import Testing

@Suite struct AnswerCheckTests {
    private func request(_ format: ResponseFormat? = nil) -> ModelRequest {
        ModelRequest(
            model: ModelID(provider: "lab", name: "nano"), messages: [Message(.user, "What is Python?")],
            tools: [ToolDefinition(name: "shell", description: "", parameters: ["type": "object"])],
            responseFormat: format)
    }

    private func response(_ text: String, _ reason: FinishReason = .stop) -> ModelResponse {
        ModelResponse(message: Message(.assistant, text), finishReason: reason, usage: .missing)
    }

    private func call(_ name: String, _ arguments: String) -> ModelResponse {
        ModelResponse(
            message: Message(
                role: .assistant, content: [.toolCall(ToolCall(id: "1", name: name, arguments: arguments))]),
            finishReason: .toolCalls, usage: .missing)
    }

    @Test(
        arguments: [
            ("A language.", FinishReason.stop, nil), ("", .stop, "its answer was empty"),
            ("  \n", .stop, "its answer was empty"), ("A lang", .length, "its answer was cut off"),
            ("No.", .refusal, "it refused"), ("I can’t help with that.", .stop, "it refused"),
            (" I'm sorry, but I can't do this.", .stop, "it refused"), ("x", .contentFilter, "its answer was filtered"),
            ("I can't help but admire it: \(String(repeating: "well said, ", count: 40))", .stop, nil),
        ] as [(String, FinishReason, String?)])
    func `what can be seen to be wrong is named`(text: String, reason: FinishReason, flaw: String?) {
        #expect(AnswerCheck.flaw(in: response(text, reason), to: request()) == flaw)
    }

    @Test func `an answer that was allowed no more is cut off by no fault of its own`() {
        #expect(AnswerCheck.flaw(in: response("A lang", .length), to: request(), isCapped: true) == nil)
        #expect(AnswerCheck.flaw(in: response(#"{"a": "#, .length), to: request(.json), isCapped: true) == nil)
        #expect(AnswerCheck.flaw(in: response("", .length), to: request(), isCapped: true) == "its answer was empty")
        var short = request()
        short.maxOutputTokens = 20
        #expect(AnswerCheck.flaw(in: response("A lang", .length), to: short) == nil)
    }

    @Test(
        arguments: [
            (#"{"a": 1}"#, nil), (#"{"a": 1"#, "its answer is no valid JSON"), ("Sure!", "its answer is no valid JSON"),
            ("[1]", "its answer is no valid JSON"),
        ] as [(String, String?)])
    func `an answer that is to be JSON must be an object`(text: String, flaw: String?) {
        #expect(AnswerCheck.flaw(in: response(text), to: request(.json)) == flaw)
    }

    @Test(
        arguments: [
            ("shell", #"{"command": "ls"}"#, nil), ("shell", "", nil), ("shell", #"{"command": 'ls',}"#, nil),
            ("shell", #"{"command": "l"#, "the arguments of its shell cannot be read"),
            ("delete", "{}", "it called delete, which is not offered"),
        ] as [(String, String, String?)])
    func `misused tools are a flaw`(name: String, arguments: String, flaw: String?) {
        #expect(AnswerCheck.flaw(in: call(name, arguments), to: request()) == flaw)
    }

    @Test(
        arguments: [
            ("87", 0.87), ("I'd say 40 of 100.", 0.4), ("0", 0), ("100", 1), ("good", nil), ("900", nil), ("", nil),
        ] as [(String, Double?)])
    func `the first number of a judge's reply is the mark`(reply: String, mark: Double?) {
        #expect(QualityCascade.mark(reply) == mark)
    }

    @Test(arguments: [
        (#"{"threshold": 0.5, "judge": true}"#, CascadeRules(threshold: 0.5, judges: true)),
        ("{}", CascadeRules(threshold: 0.85, judges: false)),
    ])
    func `settings are read`(settings: String, rules: CascadeRules) throws {
        let object = try #require(try JSONValue(parsing: settings.utf8).objectValue)
        #expect(try CascadeRules(settings: object) == rules)
    }

    @Test(arguments: [#"{"threshold": 2}"#, #"{"threshold": "high"}"#, #"{"judge": 1}"#, #"{"jugde": true}"#])
    func `settings that mean nothing are refused`(settings: String) throws {
        let object = try #require(try JSONValue(parsing: settings.utf8).objectValue)
        #expect(throws: CascadeRules.Problem.self) { try CascadeRules(settings: object) }
    }
}
