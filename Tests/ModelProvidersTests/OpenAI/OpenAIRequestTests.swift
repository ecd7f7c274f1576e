import ExactJSON
import HTTPStreaming
import LanguageModels
import ModelProviders
import Money
import Testing

@Suite struct OpenAIRequestTests {
    private func request(_ messages: [Message], _ change: (inout ModelRequest) -> Void = { _ in }) -> ModelRequest {
        var request = ModelRequest(
            model: ModelID(provider: "openai", name: "gpt-4.1-mini"), messages: messages, stream: false)
        change(&request)
        return request
    }

    @Test func `writes a conversation with tools, images and results`() async throws {
        let call = ToolCall(id: "call_1", name: "look", arguments: #"{"at":"x"}"#)
        let body = try await Exchange().body(
            of: request([
                Message(.system, "Be \"brief\".\n"),
                Message(
                    role: .user,
                    content: [
                        .text("What is this?"), .image(.base64("AAA=", mediaType: "image/png")),
                        .image(.url("https://e.test/i.jpg")),
                    ]),
                Message(
                    role: .assistant, content: [.reasoning(Reasoning(text: "hm")), .text("I look."), .toolCall(call)]),
                Message(role: .tool, content: [.toolResult(ToolResult(callID: "call_1", name: "look", text: "a cat"))]),
            ]) {
                $0.tools = [ToolDefinition(name: "look", description: "Looks.", parameters: ["type": "object"])]
                $0.toolChoice = .tool("look")
                $0.maxOutputTokens = 100
                $0.temperature = 0.5
                $0.topP = 1
                $0.stop = ["END"]
                $0.seed = 7
                $0.stream = true
            })
        #expect(
            body == #"{"model":"gpt-4.1-mini","messages":[{"role":"system","content":"Be \"brief\".\n"},"#
                + #"{"role":"user","content":[{"type":"text","text":"What is this?"},"#
                + #"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAA="}},"#
                + #"{"type":"image_url","image_url":{"url":"https://e.test/i.jpg"}}]},"#
                + #"{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","#
                + #""function":{"name":"look","arguments":"{\"at\":\"x\"}"}}]},"#
                + #"{"role":"tool","tool_call_id":"call_1","content":"a cat"}],"#
                + #""tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object"}}}],"#
                + #""tool_choice":{"type":"function","function":{"name":"look"}},"max_tokens":100,"#
                + #""temperature":0.5,"top_p":1,"stop":["END"],"seed":7,"stream":true,"stream_options":{"include_usage":true}}"#
        )
    }

    @Test func `an image beside a tool's result is said by the user behind it`() async throws {
        let body = try await Exchange().body(
            of: request([
                Message(
                    role: .tool,
                    content: [
                        .toolResult(ToolResult(callID: "call_1", name: "look", text: "a cat")), .text("Shown by look:"),
                        .image(.base64("AAA=", mediaType: "image/png")),
                    ])
            ]))
        #expect(
            body.contains(
                #"{"role":"tool","tool_call_id":"call_1","content":"a cat"},{"role":"user","content":[{"type":"text","text":"Shown by look:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAA="}}]}]"#
            ))
    }

    @Test func `writes the shape of the answer and lets the caller's members win`() async throws {
        var exchange = Exchange()
        exchange.quirks.lengthField = .maxCompletionTokens
        exchange.quirks.takesServiceTier = true
        exchange.quirks.effortField = .effort
        let body = try await exchange.body(
            of: request([Message(.user, "x")]) {
                $0.maxOutputTokens = 5
                $0.temperature = 1
                $0.responseFormat = .schema(name: "s", schema: ["type": "object"], strict: true)
                $0.reasoningEffort = .low
                $0.serviceTier = .flex
                $0.extra = JSONObject([("temperature", 0), ("user", "u1")])
            })
        #expect(
            body == #"{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"x"}],"max_completion_tokens":5,"#
                + #""response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"},"strict":true}},"#
                + #""reasoning_effort":"low","service_tier":"flex","temperature":0,"user":"u1"}"#)
    }

    @Test func `speaks to a reasoning model in its own words`() async throws {
        var exchange = Exchange(model: "o3-mini")
        exchange.quirks.fixedSamplingModels = ["o3"]
        let body = try await exchange.body(
            of: request([Message(.system, "s"), Message(.user, "x")]) {
                $0.maxOutputTokens = 5
                $0.temperature = 1
                $0.stop = ["a"]
            })
        #expect(
            body
                == #"{"model":"o3-mini","messages":[{"role":"developer","content":"s"},{"role":"user","content":"x"}],"#
                + #""max_completion_tokens":5}"#)
    }

    @Test func `merges turns, shortens ids and marks breakpoints where a provider wants it`() async throws {
        var exchange = Exchange()
        exchange.quirks.mergesTurns = true
        exchange.quirks.wantsShortToolCallIDs = true
        exchange.quirks.takesCacheControl = true
        exchange.quirks.seedField = .randomSeed
        let call = ToolCall(id: "call_long_id_1", name: "f", arguments: "")
        let body = try await exchange.body(
            of: request([
                Message(role: .system, content: [.text("s")], cacheBreakpoint: true), Message(.user, "a"),
                Message(.user, "b"),
                Message(role: .assistant, content: [.toolCall(call)]),
                Message(
                    role: .tool, content: [.toolResult(ToolResult(callID: "call_long_id_1", name: "f", text: "r"))]),
            ]) { $0.seed = 1 })
        let ids = body.matches(of: /"(?:tool_call_)?id":"([0-9A-Za-z]{9})"/).map { String($0.1) }
        let id = try #require(ids.first)
        #expect(
            body
                == #"{"model":"gpt-4.1-mini","messages":[{"role":"system","content":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]},"#
                + #"{"role":"user","content":"a\n\nb"},{"role":"assistant","content":null,"tool_calls":[{"id":"\#(id)","type":"function","function":{"name":"f","arguments":"{}"}}]},"#
                + #"{"role":"tool","tool_call_id":"\#(id)","content":"r"}],"random_seed":1}"#)
    }

    @Test func `writes the same bytes for the same request, and keeps them as a prefix of the next turn`() async throws
    {
        let first = [Message(.system, "s"), Message(.user, "a")]
        let one = try await Exchange().body(of: request(first))
        #expect(try await Exchange().body(of: request(first)) == one)
        let two = try await Exchange().body(of: request(first + [Message(.assistant, "b"), Message(.user, "c")]))
        #expect(two.hasPrefix(one.dropLast(2)))
    }

    @Test func `names the conversation to the prompt cache where the provider takes that`() async throws {
        var quirks = ProviderQuirks()
        quirks.takesCacheKey = true
        let asked = request([Message(.user, "x")]) { $0.cacheKey = "c-1" }
        #expect(try await Exchange(quirks: quirks).body(of: asked).hasSuffix(#","prompt_cache_key":"c-1"}"#))
        #expect(try await !Exchange().body(of: asked).contains("cache"))
        let own = request([Message(.user, "x")]) {
            $0.cacheKey = "c-1"
            $0.extra = JSONObject([("prompt_cache_key", "mine")])
        }
        let body = try await Exchange(quirks: quirks).body(of: own)
        #expect(body.contains(#""prompt_cache_key":"mine""#) && !body.contains("c-1"))
        #expect(ProviderCatalogue.builtIn["openai"]?.quirks.takesCacheKey == true)
        #expect(ProviderCatalogue.builtIn["mistral"]?.quirks.takesCacheKey == false)
    }

    @Test func `sends the key and the dialect's headers`() async throws {
        let transport = FakeTransport(json: "{}")
        _ = try await Exchange().ask(transport, request([Message(.user, "x")]))
        let call = try #require(transport.calls.first)
        #expect(call.url == "https://api.example.test/v1/chat/completions")
        #expect(call.headers["authorization"] == "Bearer sk-test-1234567890")
        #expect(call.headers["content-type"] == "application/json")
        #expect(call.method == "POST")
    }

    @Test func `refuses what the dialect cannot say`() async throws {
        let outcome = try await Exchange().ask(
            FakeTransport(json: "{}"), request([Message(.user, "x")]) { $0.serviceTier = .batch })
        #expect(outcome.error?.code == .unsupported)
    }
}
