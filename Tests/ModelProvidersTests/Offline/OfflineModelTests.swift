import ExactJSON
import FarthingTesting
import LanguageModels
import ModelProviders
import Money
import Testing

@Suite struct OfflineModelTests {
    private static let tools = [
        ToolDefinition(
            name: "list_files", description: "Lists files.",
            parameters: ["type": "object", "properties": ["path": ["type": "string"]]]),
        ToolDefinition(
            name: "read_file", description: "Reads.",
            parameters: ["type": "object", "properties": ["path": ["type": "string"]]]),
    ]

    private func ask(_ text: String, tools: [ToolDefinition] = tools) async throws -> ModelResponse {
        try await OfflineModel().respond(
            to: ModelRequest(model: OfflineModel.id, messages: [Message(.user, text)], tools: tools)
        ) { _ in }
    }

    @Test func `conforms`() async {
        for question in ["hello, who are you?", "use read_file {\"path\":\"x\"}\nuse list_files {}"] {
            let request = ModelRequest(
                model: OfflineModel.id, messages: [Message(.user, question)], tools: Self.tools)
            #expect(await ModelConformance(request: request) { OfflineModel() }.violations() == [])
        }
    }

    @Test(arguments: [
        ("say Good morning", "Good morning"), ("count the words in one two  three", "3 words."),
        ("what is 12 * (3 + 4)?", "12 * (3 + 4) = 84"), ("2.5*2-1", "2.5*2-1 = 4"),
        ("1/0", "1/0 has no finite result."),
        ("what is -3 - -4", "-3 - -4 = 1"),
    ])
    func `answers what it can`(_ question: String, _ answer: String) async throws {
        #expect(try await ask(question).message.text == answer)
    }

    @Test func `says that it is no language model`() async throws {
        let text = try await ask("Who wrote Faust?").message.text
        #expect(text.contains("I am no language model"))
        #expect(text.contains("You said “Who wrote Faust?” (3 words)."))
        #expect(text.contains("OPENAI_API_KEY"))
    }

    @Test(arguments: [
        ("use read_file {\"path\": \"x\"}", "read_file", "{\"path\": \"x\"}"),
        ("list files", "list_files", #"{"path":"."}"#),
        ("list files in src", "list_files", #"{"path":"src"}"#),
        ("Read notes.txt", "read_file", #"{"path":"notes.txt"}"#),
        ("call list_files", "list_files", "{}"),
    ])
    func `calls a tool when asked to`(_ question: String, _ name: String, _ arguments: String) async throws {
        let response = try await ask(question)
        #expect(response.message.toolCalls == [ToolCall(id: "offline_1_1", name: name, arguments: arguments)])
        #expect(response.finishReason == .toolCalls)
    }

    @Test func `calls several tools in one answer`() async throws {
        let response = try await ask("use read_file {\"path\":\"a\"}\nuse read_file {\"path\":\"b\"}\nlist files")
        #expect(response.message.toolCalls.map(\.name) == ["read_file", "read_file", "list_files"])
        #expect(response.message.toolCalls.map(\.id) == ["offline_1_1", "offline_1_2", "offline_1_3"])
    }

    @Test func `names its tools when asked for one it is not offered`() async throws {
        let text = try await ask("use teleport {}").message.text
        #expect(text == "I was asked to use teleport, which I am not offered. I have: list_files, read_file.")
    }

    @Test func `tells what a tool answered`() async throws {
        let call = ToolCall(id: "1", name: "read_file", arguments: "{}")
        let request = ModelRequest(
            model: OfflineModel.id,
            messages: [
                Message(.user, "use read_file {}"), Message(role: .assistant, content: [.toolCall(call)]),
                Message(
                    role: .tool, content: [.toolResult(ToolResult(callID: "1", name: "read_file", text: "two words"))]),
            ], tools: Self.tools)
        let response = try await OfflineModel().respond(to: request) { _ in }
        #expect(response.message.text == "read_file answered (2 words):\ntwo words")
        #expect(response.message.toolCalls.isEmpty)
    }

    @Test func `counts a token a word`() async throws {
        let response = try await ask("say one two three", tools: [])
        #expect(response.usage == UsageReport(Usage(input: 4, output: 3), source: .provider))
    }

    @Test func `stops at the output limit`() async throws {
        let request = ModelRequest(
            model: OfflineModel.id, messages: [Message(.user, "say one two three")], maxOutputTokens: 2)
        let response = try await OfflineModel().respond(to: request) { _ in }
        #expect(response.message.text == "one two ")
        #expect(response.finishReason == .length)
        #expect(response.usage.usage.output == 2)
    }

    @Test func `refuses a prompt over its context`() async throws {
        let error = await #expect(throws: ModelError.self) {
            try await ask(String(repeating: "word ", count: 32_001), tools: [])
        }
        #expect(error?.code == .contextTooLong)
    }

    @Test func `answers in the JSON shape asked for`() async throws {
        let schema: JSONValue = [
            "type": "object", "required": ["title", "score", "kind"],
            "properties": [
                "title": ["type": "string"], "score": ["type": "integer", "minimum": 1], "kind": ["enum": ["a", "b"]],
            ],
        ]
        let request = ModelRequest(
            model: OfflineModel.id, messages: [Message(.user, "say hi")],
            responseFormat: .schema(name: "x", schema: schema, strict: true))
        let response = try await OfflineModel().respond(to: request) { _ in }
        #expect(response.message.text == #"{"title":"hi","score":1,"kind":"a"}"#)
    }
}
