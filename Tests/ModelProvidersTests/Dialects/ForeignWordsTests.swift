import ExactJSON
import LanguageModels
import Testing

@testable import ModelProviders

@Suite struct ForeignWordsTests {
    private func request(_ dialect: WireDialect, _ extra: [(String, JSONValue)]) -> ModelRequest {
        var request = ModelRequest(
            model: ModelID(provider: "some", name: "model"), messages: [Message(.user, "Hi")], stream: false,
            extra: JSONObject(extra))
        request.extraDialect = dialect
        request.tools = [ToolDefinition(name: "f", description: "", parameters: ["type": "object"])]
        return request
    }

    private func body(_ dialect: ModelDialect, of request: ModelRequest) async throws -> JSONValue {
        let text = try await Exchange(
            dialect: dialect, provider: dialect == .anthropic ? "anthropic" : "openai",
            model: dialect == .anthropic ? "claude-sonnet-4-5" : "gpt-4.1"
        ).body(of: request)
        return try JSONValue(parsing: text)
    }

    @Test func `OpenAI's words reach a model of Anthropic's translated, or not at all where the answer does without`()
        async throws
    {
        let body = try await body(
            .anthropic,
            of: request(
                .openAI,
                [
                    ("user", "u-1"), ("frequency_penalty", 0), ("logit_bias", ["5": 1]), ("store", false),
                    ("parallel_tool_calls", false), ("modalities", ["text"]),
                    ("messages", [["role": "user", "name": "ann", "content": "Hi"]]),
                ]))
        #expect(body["metadata"] == ["user_id": "u-1"])
        #expect(body["tool_choice"] == ["type": "auto", "disable_parallel_tool_use": true])
        #expect(body["messages"]?[0]?["role"] == "user")
        #expect(body["messages"]?[0]?["name"] == nil)
        for name in ["user", "frequency_penalty", "logit_bias", "store", "parallel_tool_calls", "modalities"] {
            #expect(body[name] == nil, "\(name)")
        }
    }

    @Test func `Anthropic's words reach a model of OpenAI's translated, or not at all where the answer does without`()
        async throws
    {
        let schema: JSONValue = ["type": "object"]
        let body = try await body(
            .openAI,
            of: request(
                .anthropic,
                [
                    ("top_k", 5), ("metadata", ["user_id": "u-1"]),
                    ("output_config", ["format": ["type": "json_schema", "schema": schema]]),
                ]))
        #expect(body["response_format"]?["json_schema"]?["schema"] == schema)
        for name in ["top_k", "metadata", "output_config"] { #expect(body[name] == nil, "\(name)") }
        let thinking = try request(
            .anthropic, [("thinking", ["type": "enabled", "budget_tokens": 16_000])]
        ).fromAnthropic { ModelError(.unsupported, $0) }
        #expect(thinking.reasoningEffort == .high)
        #expect(thinking.extra.isEmpty)
    }

    @Test(arguments: [
        ("messages", #"[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]"#),
        ("tools", #"[{"type":"web_search"}]"#), ("modalities", #"["text","audio"]"#),
        ("web_search_options", "{}"), ("response_format", #"{"type":"grammar"}"#),
    ])
    func `what the answer depends on is refused instead of left out`(name: String, value: String) async throws {
        let request = request(.openAI, [(name, try JSONValue(parsing: value))])
        let error = #expect(throws: ModelError.self) {
            try request.fromOpenAI { ModelError(.unsupported, $0) }
        }
        #expect(error?.code == .unsupported)
        // A model that speaks the words gets them as they came.
        #expect(try await body(.openAI, of: request)[name] == (try JSONValue(parsing: value)))
    }

    @Test func `words of a model's own dialect, and of nobody's, pass as they came`() async throws {
        var request = request(.anthropic, [("top_k", 5)])
        #expect(try await body(.anthropic, of: request)["top_k"] == 5)
        request.extraDialect = nil
        #expect(try await body(.openAI, of: request)["top_k"] == 5)
    }
}
