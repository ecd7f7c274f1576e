import ExactJSON
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import ModelProviders

@Suite struct AnthropicRequestTests {
    private func request(_ messages: [Message], _ change: (inout ModelRequest) -> Void = { _ in }) -> ModelRequest {
        var request = ModelRequest(
            model: ModelID(provider: "anthropic", name: "claude"), messages: messages, stream: false)
        change(&request)
        return request
    }

    private func exchange(_ model: String = "claude-sonnet-4-5", maxOutputTokens: Int? = nil) -> Exchange {
        Exchange(dialect: .anthropic, provider: "anthropic", model: model, maxOutputTokens: maxOutputTokens)
    }

    @Test func `writes a conversation with tools, images, thinking and results`() async throws {
        let calls = [
            ToolCall(id: "toolu_1", name: "look", arguments: #"{"at":"x"}"#),
            ToolCall(id: "bad.id", name: "look", arguments: ""),
        ]
        let body = try await exchange().body(
            of: request([
                Message(.system, "Be brief."),
                Message(role: .user, content: [.text("See"), .image(.base64("AAA=", mediaType: "image/png"))]),
                Message(
                    role: .assistant,
                    content: [
                        .reasoning(Reasoning(text: "hm", signature: "sig")), .reasoning(Reasoning(text: "unproven")),
                        .reasoning(Reasoning(text: "", redacted: "enc")), .text(""), .toolCall(calls[0]),
                        .toolCall(calls[1]),
                    ]),
                Message(
                    role: .tool, content: [.toolResult(ToolResult(callID: "toolu_1", name: "look", text: "a cat"))]),
                Message(
                    role: .tool,
                    content: [.toolResult(ToolResult(callID: "bad.id", name: "look", text: "no", isError: true))]),
                Message(.user, "And?"),
            ]) {
                $0.tools = [ToolDefinition(name: "look", description: "Looks.", parameters: ["type": "object"])]
                $0.toolChoice = .required
                $0.temperature = 0.5
                $0.stop = ["END"]
                $0.seed = 7
                $0.stream = true
            })
        let id = "call_" + StableHash.text(StableHash.of("bad.id".utf8))
        #expect(
            body == #"{"model":"claude-sonnet-4-5","max_tokens":8192,"#
                + #""tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"},"#
                + #""system":"Be brief.","messages":[{"role":"user","content":[{"type":"text","text":"See"},"#
                + #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAA="}}]},"#
                + #"{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"sig"},"#
                + #"{"type":"redacted_thinking","data":"enc"},{"type":"tool_use","id":"toolu_1","name":"look","input":{"at":"x"}},"#
                + #"{"type":"tool_use","id":"\#(id)","name":"look","input":{}}]},"#
                + #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a cat"},"#
                + #"{"type":"tool_result","tool_use_id":"\#(id)","content":"no","is_error":true},{"type":"text","text":"And?"}]}],"#
                + #""temperature":0.5,"stop_sequences":["END"],"stream":true}"#)
    }

    @Test func `an image beside a tool's result stands behind it`() async throws {
        let body = try await exchange().body(
            of: request([
                Message(
                    role: .tool,
                    content: [
                        .toolResult(ToolResult(callID: "toolu_1", name: "look", text: "a cat")),
                        .image(.base64("AAA=", mediaType: "image/png")),
                    ])
            ]))
        #expect(
            body.contains(
                #"[{"type":"tool_result","tool_use_id":"toolu_1","content":"a cat"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAA="}}]"#
            ))
    }

    @Test func `puts at most four cache breakpoints, the system's and the last`() async throws {
        var messages = [
            Message(role: .system, content: [.text("a")], cacheBreakpoint: true),
            Message(role: .system, content: [.text("b")], cacheBreakpoint: true),
        ]
        for number in 1...5 {
            messages.append(Message(role: .user, content: [.text("u\(number)")], cacheBreakpoint: true))
            messages.append(Message(.assistant, "a\(number)"))
        }
        let body = try await exchange().body(of: request(messages))
        let mark = #""cache_control":{"type":"ephemeral"}"#
        #expect(body.contains(#""system":[{"type":"text","text":"a"},{"type":"text","text":"b",\#(mark)}]"#))
        for number in 1...5 {
            let hasMark = body.contains(#"{"role":"user","content":[{"type":"text","text":"u\#(number)",\#(mark)}]}"#)
            #expect(hasMark == (number > 2))
        }
    }

    @Test(arguments: [
        ("claude-sonnet-4-5-20250929", #""thinking":{"type":"enabled","budget_tokens":4096}"#),
        ("claude-3-7-sonnet-20250219", #""thinking":{"type":"enabled","budget_tokens":4096}"#),
        ("claude-opus-4-6", #""thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}"#),
        ("claude-sonnet-5", #""thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}"#),
    ])
    func `asks to think in the words of the model's generation`(_ model: String, _ words: String) async throws {
        let body = try await exchange(model, maxOutputTokens: 32_000).body(
            of: request([Message(.user, "x")]) {
                $0.reasoningEffort = .medium
                $0.temperature = 0.2
            })
        #expect(
            body == #"{"model":"\#(model)","max_tokens":32000,"messages":[{"role":"user","content":"x"}],\#(words)}"#)
    }

    @Test func `does not think where the limit leaves no room or a tool is forced`() async throws {
        let small = try await exchange().body(
            of: request([Message(.user, "x")]) {
                $0.reasoningEffort = .high
                $0.maxOutputTokens = 1500
            })
        #expect(!small.contains("thinking"))
        let forced = try await exchange().body(
            of: request([Message(.user, "x")]) {
                $0.reasoningEffort = .high
                $0.tools = [ToolDefinition(name: "f", description: "", parameters: [:])]
                $0.toolChoice = .tool("f")
            })
        #expect(!forced.contains("thinking"))
        #expect(forced.contains(#""tool_choice":{"type":"tool","name":"f"}"#))
    }

    @Test func `leaves sampling out where the model refuses it, and writes the shape of the answer`() async throws {
        let body = try await exchange("claude-opus-4-7").body(
            of: request([Message(.user, "x")]) {
                $0.temperature = 0.2
                $0.responseFormat = .schema(name: "s", schema: ["type": "object"], strict: true)
                $0.extra = JSONObject([("max_tokens", 5)])
            })
        #expect(
            body == #"{"model":"claude-opus-4-7","messages":[{"role":"user","content":"x"}],"#
                + #""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"max_tokens":5}"#)
    }

    @Test func `keeps arguments that are no object, and says mid-conversation system messages as the user`()
        async throws
    {
        let body = try await exchange().body(
            of: request([
                Message(.user, "x"),
                Message(role: .assistant, content: [.toolCall(ToolCall(id: "t", name: "f", arguments: "{oops"))]),
                Message(.system, "note"),
            ]))
        #expect(body.contains(#""input":{"invalid_arguments":"{oops"}"#))
        #expect(body.contains(#"{"role":"user","content":"note"}]"#))
    }

    @Test(arguments: [
        ("https://a.test", "https://a.test/v1/messages"), ("https://a.test/v1/", "https://a.test/v1/messages"),
    ])
    func `finds the path with and without a version in the base URL`(_ base: String, _ url: String) async throws {
        let transport = FakeTransport(json: "{}")
        let connection = ProviderConnection(
            endpoint: ProviderEndpoint(name: "anthropic", baseURL: base, authentication: .header("x-api-key")),
            keyring: ProviderKeyring(ProviderKey.list("k1")), transport: transport)
        let model = AnthropicModel(
            profile: ModelProfile(id: ModelID(provider: "anthropic", name: "claude")), connection: connection)
        _ = await #expect(throws: ModelError.self) {
            try await model.respond(to: request([Message(.user, "x")])) { _ in }
        }
        #expect(transport.calls.first?.url == url)
        #expect(transport.calls.first?.headers["x-api-key"] == "k1")
        #expect(transport.calls.first?.headers["anthropic-version"] == "2023-06-01")
    }
}
