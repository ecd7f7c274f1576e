import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Testing

@testable import HTTPAPI

@Suite struct AnthropicMessagesTests {
    private let question: [(String, JSONValue)] = [
        ("model", "auto"), ("max_tokens", 50), ("messages", [["role": "user", "content": "Hi"]]),
    ]

    @Test func `an answer has Anthropic's shape`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.toolCall("look", #"{"at":1}"#)]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/messages", .object(JSONObject(question)))
            #expect(answer.json["type"] == "message")
            #expect(answer.json["content"]?[0]?["type"] == "tool_use")
            #expect(answer.json["content"]?[0]?["input"] == ["at": 1])
            #expect(answer.json["stop_reason"] == "tool_use")
            #expect(answer.json["usage"]?["input_tokens"] == 100)
        }
    }

    @Test func `a stream has Anthropic's events in their order`() async throws {
        let runtime = try TestRuntime(ScriptedModel([ScriptedReply.text("Hi.").thinking("Hm.")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post(
                "/v1/messages", .object(JSONObject(question + [("stream", true)])))
            let names = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
            #expect(
                names == [
                    "message_start", "content_block_start", "content_block_delta", "content_block_stop",
                    "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
                ])
        }
    }

    @Test func `blocks, tools and their results are read`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.send(
                "POST", "/v1/messages",
                """
                {"model":"auto","max_tokens":9,"system":[{"type":"text","text":"Be brief."}],
                 "tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"},
                 "messages":[{"role":"user","content":"go"},
                 {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"42"},
                 {"type":"text","text":"well?"}]}]}
                """)
            #expect(answer.status == 200, "\(answer.text)")
            let request = try #require(runtime.model.requests.first)
            #expect(request.messages.map(\.role) == [.system, .user, .assistant, .tool, .user])
            #expect(request.messages[3].toolResults.first == ToolResult(callID: "t1", name: "f", text: "42"))
            #expect(request.toolChoice == .required)
        }
    }

    @Test func `an image in a tool's result reaches a model that sees images`() async throws {
        let profile = ModelProfile(
            id: ModelID(provider: "scripted", name: "model"), contextWindow: 128_000, maxOutputTokens: 16_384,
            seesImages: true)
        let runtime = try TestRuntime(ScriptedModel([.text("ok")], profile: profile))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.send(
                "POST", "/v1/messages",
                """
                {"model":"auto","max_tokens":9,"messages":[{"role":"user","content":"go"},
                 {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[
                  {"type":"text","text":"42"},
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}]}
                """)
            #expect(answer.status == 200, "\(answer.text)")
            let results = try #require(runtime.model.requests.first?.messages.last)
            #expect(
                results.content == [
                    .toolResult(ToolResult(callID: "t1", name: "f", text: "42")), .text("Shown by f:"),
                    .image(.base64("AAAA", mediaType: "image/png")),
                ])
        }
    }

    @Test func `errors have Anthropic's shape`() async throws {
        let runtime = try TestRuntime(ScriptedModel([]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/messages", ["model": "auto", "messages": []])
            #expect(answer.status == 400)
            #expect(answer.json["type"] == "error")
            #expect(answer.json["error"]?["type"] == "invalid_request_error")
            // Also those of the door, before the message is looked at.
            let foreign = try await server.post("/v1/messages", [:], headers: ["origin": "http://evil.example"])
            #expect(foreign.json["type"] == "error")
            #expect(foreign.json["error"]?["type"] == "permission_error")
        }
    }
}
