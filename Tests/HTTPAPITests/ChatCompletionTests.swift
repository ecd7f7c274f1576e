import AgentRuntime
import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import HTTPAPI

@Suite struct ChatCompletionTests {
    @Test func `an answer has OpenAI's shape, its cost and its model`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("Hello there.")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("Hi"))
            #expect(answer.status == 200)
            #expect(answer.json["object"] == "chat.completion")
            #expect(answer.json["choices"]?[0]?["message"]?["content"] == "Hello there.")
            #expect(answer.json["choices"]?[0]?["finish_reason"] == "stop")
            #expect(answer.json["usage"]?["prompt_tokens"] == 100)
            #expect(answer.json["usage"]?["completion_tokens"] == 20)
            // 100 tokens at 1 $ and 20 at 2 $ a million.
            #expect(answer.headers["x-cost-usd"] == "0.00014")
            #expect(answer.headers["x-farthing-model"] == runtime.model.profile.id.description)
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            let spend = try await runtime.ledger.spend(SpendFilter())
            #expect(spend.cost == Money("0.00014"))
            #expect(spend.attempts == 1)
        }
    }

    @Test func `what a client asks for reaches the model, and what has no words of ours as it came`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.send(
                "POST", "/v1/chat/completions",
                """
                {"model":"auto","temperature":0.5,"top_p":0.9,"max_completion_tokens":7,"seed":3,"stop":["a","b"],
                 "logit_bias":{"5":1},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"},
                 "strict":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}},
                 "messages":[{"role":"developer","content":"Be brief."},
                 {"role":"user","content":[{"type":"text","text":"see"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                 "function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"42"}]}
                """)
            #expect(answer.status == 200, "\(answer.text)")
            let request = try #require(runtime.model.requests.first)
            #expect(request.temperature == 0.5)
            #expect(request.topP == 0.9)
            #expect(request.maxOutputTokens == 7)
            #expect(request.seed == 3)
            #expect(request.stop == ["a", "b"])
            #expect(request.extra == JSONObject([("logit_bias", ["5": 1] as JSONValue)]))
            #expect(
                request.tools == [
                    ToolDefinition(name: "f", description: "", parameters: ["type": "object"], isStrict: true)
                ])
            #expect(request.toolChoice == .tool("f"))
            #expect(request.responseFormat == .schema(name: "s", schema: ["type": "object"], strict: false))
            #expect(request.messages.map(\.role) == [.system, .user, .assistant, .tool])
            #expect(request.messages[1].content == [.text("see"), .image(.base64("AAAA", mediaType: "image/png"))])
            #expect(request.messages[3].toolResults.first?.name == "f")
        }
    }

    @Test func `a stream has the chunks, the usage when asked for, and an end`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.deltas(["Hel", "lo."])]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post(
                "/v1/chat/completions",
                .chat("Hi", [("stream", true), ("stream_options", ["include_usage": true])]))
            #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
            #expect(answer.streamedText == "Hello.")
            #expect(answer.events.last == "[DONE]")
            let usage = try JSONValue(parsing: answer.events[answer.events.count - 2])
            #expect(usage["usage"]?["total_tokens"] == 120)
            #expect(usage["usage"]?["cost_usd"] == "0.00014")
        }
    }

    @Test func `tool calls stream as OpenAI streams them`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.toolCall("look", #"{"at":1}"#)]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("Hi", [("stream", true)]))
            let deltas = try answer.events.dropLast().map { try JSONValue(parsing: $0)["choices"]?[0] }
            #expect(deltas.contains { $0?["delta"]?["tool_calls"]?[0]?["function"]?["name"] == "look" })
            #expect(deltas.contains { $0?["delta"]?["tool_calls"]?[0]?["function"]?["arguments"] == #"{"at":1}"# })
            #expect(deltas.last??["finish_reason"] == "tool_calls")
        }
    }

    @Test func `several answers are several calls, each paid`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("one"), .text("one"), .text("one")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("Hi", [("n", 3)]))
            #expect(answer.json["choices"]?.arrayValue?.compactMap { $0["index"]?.intValue } == [0, 1, 2])
            #expect(answer.headers["x-cost-usd"] == "0.00042")
        }
    }

    @Test func `usage that the provider did not send is marked as estimated`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("two words").withoutUsage()]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("Hi"))
            #expect(answer.headers["x-cost-state"] == "estimated")
        }
    }

    @Test func `a provider's error keeps its status, its type and when to try again`() async throws {
        let error = ModelError(
            .rateLimited, "slow down", status: 429, providerType: "tokens", retryAfter: .seconds(1000))
        let runtime = try TestRuntime(ScriptedModel([.failure(error)]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("Hi", [("stream", true)]))
            #expect(answer.status == 429)
            #expect(answer.json["error"]?["type"] == "tokens")
            #expect(answer.headers["retry-after"] == "1000")
        }
    }

    @Test func `a stream that breaks delivers what came, then an error event`() async throws {
        let broken = ScriptedReply([.event(.textDelta("Half")), .failure(ModelError(.truncated, "cut off"))])
        let runtime = try TestRuntime(ScriptedModel([broken]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("Hi", [("stream", true)]))
            #expect(answer.status == 200)
            #expect(answer.streamedText == "Half")
            #expect(try JSONValue(parsing: answer.events.last ?? "")["error"]?["message"] == "cut off")
        }
    }

    @Test func `a bound conversation goes on from its stored messages, or from those sent along`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("Paris."), .text("2 million."), .text("Yes.")]))
        try await ServedRuntime.serving(runtime) { server in
            let bound = ["x-farthing-conversation": "trip-1"] as [String: String]
            func ask(_ body: JSONValue) async throws -> Answer {
                try await server.post(
                    "/v1/chat/completions", body,
                    headers: ["x-farthing-conversation": bound["x-farthing-conversation"] ?? ""])
            }
            _ = try await ask(.chat("Capital of France?"))
            let second = try await ask(.chat("How many people?"))
            #expect(second.headers["x-farthing-conversation"] == "trip-1")
            #expect(
                runtime.model.requests[1].messages.map(\.text) == ["Capital of France?", "Paris.", "How many people?"])
            _ = try await ask([
                "model": "auto",
                "messages": [
                    ["role": "user", "content": "Capital of France?"], ["role": "assistant", "content": "Paris."],
                    ["role": "user", "content": "How many people?"], ["role": "assistant", "content": "2 million."],
                    ["role": "user", "content": "Sure?"],
                ],
            ])
            #expect(runtime.model.requests[2].messages.count == 5)
            let stored = try #require(try await runtime.ledger.conversation(ConversationID("trip-1")))
            #expect(
                stored.messages.map(\.message.text) == [
                    "Capital of France?", "Paris.", "How many people?", "2 million.", "Sure?", "Yes.",
                ])
        }
    }

    @Test func `without a conversation no message is stored`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.post("/v1/chat/completions", .chat("a secret"))
            let id = try #require(answer.headers["x-farthing-conversation"])
            let stored = try #require(try await runtime.ledger.conversation(ConversationID(id)))
            #expect(stored.turns.count == 1)
            #expect(stored.messages.isEmpty)
            #expect(!server.log.text.contains("secret"))
        }
    }

    @Test(arguments: [
        (#"{"model":"#, "invalid_json"), ("[]", "invalid_json"), (#"{"messages":[]}"#, nil),
        (#"{"model":"auto"}"#, nil), (#"{"model":"auto","messages":[]}"#, nil),
        (#"{"model":"auto","messages":[{"role":"king","content":"x"}]}"#, nil),
        (#"{"model":"auto","messages":[{"role":"user","content":5}]}"#, nil),
        (#"{"model":"auto","messages":[{"role":"user","content":"x"}],"n":0}"#, nil),
        (#"{"model":"auto","messages":[{"role":"user","content":"x"}],"stream":"yes"}"#, nil),
        (#"{"model":"auto","messages":[{"role":"user","content":"x"}],"temperature":"hot"}"#, nil),
    ])
    func `a request that is wrong is told where, and asks nobody`(body: String, code: String?) async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime) { server in
            let answer = try await server.send("POST", "/v1/chat/completions", body)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.json["error"]?["type"] == "invalid_request_error")
            #expect(answer.json["error"]?["code"]?.stringValue == code)
            #expect(answer.json["error"]?["message"]?.stringValue?.isEmpty == false)
            #expect(runtime.model.requests.isEmpty)
        }
    }

    @Test func `unknown models, methods, paths and oversize bodies have errors of their own`() async throws {
        let runtime = try TestRuntime(ScriptedModel([.text("ok")]))
        try await ServedRuntime.serving(runtime, configure: { $0.largestBody = 200 }) { server in
            let unknown = try await server.post("/v1/chat/completions", .chat("x", model: "no-such-model"))
            #expect(unknown.status == 404)
            #expect(unknown.json["error"]?["code"] == "model_not_found")
            #expect(try await server.get("/v1/chat/completions").status == 405)
            #expect(try await server.get("/v1/../etc/passwd").status == 404)
            #expect(try await server.get("/nowhere").json["error"]?["code"] == "not_found")
            let large = try await server.post("/v1/chat/completions", .chat(String(repeating: "x", count: 500)))
            #expect(large.status == 413)
        }
    }
}
