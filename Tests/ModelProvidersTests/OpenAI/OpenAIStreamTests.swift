import ExactJSON
import FarthingTesting
import HTTPStreaming
import LanguageModels
import Money
import Testing

@testable import ModelProviders

/// What each provider's stream means: events, response and usage.
@Suite struct OpenAIStreamTests {
    private func call(_ id: String, _ name: String, _ arguments: String) -> ContentPart {
        .toolCall(ToolCall(id: id, name: name, arguments: arguments))
    }

    private func read(_ fixture: String) async throws -> (response: ModelResponse, events: [ModelEvent]) {
        let outcome = try await Exchange().ask(Fixture(fixture))
        #expect(EventSum(outcome.events).faults == [])
        return (try #require(outcome.response, "\(String(describing: outcome.error))"), outcome.events)
    }

    @Test func `OpenAI: text, cached, audio and reasoning tokens`() async throws {
        let (response, events) = try await read("openai/text.sse")
        let usage = UsageReport(
            Usage(input: 166, cacheRead: 1024, output: 20, reasoning: 64, audioInput: 10, audioOutput: 6),
            source: .provider)
        #expect(
            events == [
                .started(id: "chatcmpl-C4", servedModel: "gpt-4.1-mini-2025-04-14"), .textDelta("Grüß"),
                .textDelta(" dich 👋🏽"), .usage(usage),
            ])
        #expect(
            response
                == ModelResponse(
                    id: "chatcmpl-C4", message: Message(.assistant, "Grüß dich 👋🏽"), finishReason: .stop, usage: usage,
                    servedModel: "gpt-4.1-mini-2025-04-14"))
    }

    @Test func `OpenAI: parallel tool calls in fragments`() async throws {
        let (response, events) = try await read("openai/parallel-tools.sse")
        #expect(
            response.message.content == [
                call("call_a", "read_file", #"{"path":"é.txt"}"#), call("call_b", "list_files", "{}"),
            ])
        #expect(response.finishReason == .toolCalls)
        #expect(
            events.dropFirst().dropLast() == [
                .toolCallStarted(index: 0, id: "call_a", name: "read_file"),
                .toolCallArguments(index: 0, delta: #"{"pa"#),
                .toolCallStarted(index: 1, id: "call_b", name: "list_files"),
                .toolCallArguments(index: 0, delta: #"th":"é.txt"}"#), .toolCallArguments(index: 1, delta: "{"),
                .toolCallArguments(index: 1, delta: "}"),
            ])
        #expect(response.usage.usage == Usage(input: 50, output: 30))
    }

    @Test func `OpenAI: a refusal`() async throws {
        let (response, _) = try await read("openai/refusal.sse")
        #expect(response.message.text == "I cannot help.")
        #expect(response.finishReason == .refusal)
    }

    @Test func `Azure: an empty chunk first, and a filtered end`() async throws {
        let (response, events) = try await read("azure/text.sse")
        #expect(events.first == .started(id: "chatcmpl-C4", servedModel: "gpt-4.1-mini-2025-04-14"))
        #expect(response.finishReason == .contentFilter)
        #expect(response.message.text == "Hi")
    }

    @Test func `DeepSeek: reasoning content and cache hits`() async throws {
        let (response, _) = try await read("deepseek/reasoner.sse")
        #expect(response.message.content == [.reasoning(Reasoning(text: "Let me see.")), .text("42")])
        #expect(response.usage.usage == Usage(input: 36, cacheRead: 64, output: 5, reasoning: 15))
    }

    @Test func `OpenRouter: reasoning with its proof, cache writes and the cost`() async throws {
        let (response, events) = try await read("openrouter/reasoning-cost.sse")
        let proof =
            #"[{"type":"reasoning.text","text":"Hm, yes.","format":"anthropic-claude-v1","index":0,"signature":"c2ln"}]"#
        #expect(EventSum(events).content == [.reasoning(Reasoning(text: "Hm, yes.")), .text("Yes.")])
        guard case .reasoning(let reasoning) = response.message.content.first else {
            Issue.record("no reasoning first: \(response.message.content)")
            return
        }
        #expect(reasoning.text == "Hm, yes.")
        #expect(reasoning.signature == proof)
        #expect(
            response.usage
                == UsageReport(
                    Usage(input: 50, cacheRead: 100, cacheWrite5m: 150, output: 28, reasoning: 12), source: .provider,
                    reportedCost: Money(picodollars: 15_000_000)))
    }

    @Test func `xAI: reasoning beside the completion, and the cost in ticks`() async throws {
        let (response, _) = try await read("xai/reasoning-beside.sse")
        #expect(response.usage.usage == Usage(input: 36, cacheRead: 4, output: 9, reasoning: 300))
        #expect(response.usage.reportedCost == Money(picodollars: 3_775_600_000))
    }

    @Test func `Gemini: calls that share an index, and thoughts that only the total holds`() async throws {
        let (response, _) = try await read("gemini/tools-same-index.sse")
        #expect(
            response.message.toolCalls == [
                ToolCall(id: "function-call-1", name: "read_file", arguments: #"{"path":"a"}"#),
                ToolCall(id: "function-call-2", name: "read_file", arguments: #"{"path":"b"}"#),
            ])
        #expect(response.finishReason == .toolCalls)
        #expect(response.usage.usage == Usage(input: 8, output: 13, reasoning: 929))
    }

    @Test func `Mistral: content in parts, thinking among them`() async throws {
        let (response, _) = try await read("mistral/thinking-parts.sse")
        #expect(response.message.content == [.reasoning(Reasoning(text: "I think")), .text("Bonjour")])
        #expect(response.usage.usage == Usage(input: 5, output: 12))
    }

    @Test func `Groq: think tags over chunks, and usage under x_groq`() async throws {
        let (response, _) = try await read("groq/tags.sse")
        #expect(response.message.content == [.reasoning(Reasoning(text: "so…")), .text("Fin.")])
        #expect(response.usage.usage == Usage(input: 11, output: 7))
    }

    @Test func `Ollama: whole calls without index or id, arguments as objects, stop for tool calls`() async throws {
        let (response, _) = try await read("ollama/tools.sse")
        let calls = response.message.toolCalls
        #expect(calls.map(\.name) == ["list_files", "list_files"])
        #expect(calls.map(\.arguments) == [#"{"path":".","deep":true}"#, #"{"path":"b"}"#])
        #expect(Set(calls.map(\.id)).count == 2)
        #expect(response.finishReason == .toolCalls)
        #expect(response.usage == .missing)
    }

    @Test func `llama.cpp: timings for usage, CR LF`() async throws {
        let (response, _) = try await read("llamacpp/timings.sse")
        #expect(response.message.text == "Hey")
        #expect(response.finishReason == .length)
        #expect(response.usage.usage == Usage(input: 5, cacheRead: 20, output: 1))
    }

    @Test func `vLLM: fragments without index and id that repeat the name`() async throws {
        let (response, _) = try await read("vllm/repeated-names.sse")
        #expect(response.message.toolCalls.map(\.arguments) == [#"{"a":1}"#, #"{"a":2}"#])
        #expect(response.usage.usage == Usage(input: 3, output: 6))
    }

    @Test func `Perplexity: usage in every chunk, the last counts`() async throws {
        let (response, events) = try await read("perplexity/usage-everywhere.sse")
        #expect(response.usage.usage == Usage(input: 4, output: 3))
        #expect(response.usage.reportedCost == Money(picodollars: 5_002_000_000))
        #expect(events.filter { if case .usage = $0 { true } else { false } }.count == 3)
    }

    @Test func `Moonshot: cached tokens at the top`() async throws {
        let (response, _) = try await read("moonshot/cached.sse")
        #expect(response.usage.usage == Usage(input: 7, cacheRead: 12, output: 13))
    }

    @Test func `LiteLLM: cache writes by lifetime`() async throws {
        let (response, _) = try await read("litellm/anthropic-cache.sse")
        #expect(
            response.usage.usage
                == Usage(input: 300, cacheRead: 400, cacheWrite5m: 100, cacheWrite1h: 200, output: 5))
    }

    @Test func `Together: text beside the delta counts once`() async throws {
        let (response, _) = try await read("together/eos.sse")
        #expect(response.message.text == "Hi")
        #expect(response.finishReason == .stop)
    }

    @Test func `an error inside the stream ends it, as billed as it may be`() async throws {
        let outcome = try await Exchange().ask(Fixture("openai/error-in-stream.sse"))
        #expect(outcome.content == [.text("Par")])
        let error = try #require(outcome.error)
        #expect(error.code == .server)
        #expect(error.mayBeBilled)
        #expect(error.providerMessage == "The server had an error while processing your request.")
    }

    /// Every cut of the shortest stream; the others at steps that hit every place in an event in turn.
    @Test(arguments: [
        ("openai/refusal.sse", 1), ("groq/tags.sse", 5), ("openai/text.sse", 11), ("openai/parallel-tools.sse", 17),
        ("openrouter/reasoning-cost.sse", 17), ("llamacpp/timings.sse", 5), ("mistral/thinking-parts.sse", 11),
        ("gemini/tools-same-index.sse", 11),
    ])
    func `means the same wherever the network cuts it`(_ name: String, _ step: Int) async throws {
        let fixture = try Fixture(name)
        let whole = try await Exchange().ask(fixture)
        let bytes = fixture.bytes
        func check(_ chunks: [[UInt8]]) async throws {
            let outcome = try await Exchange().ask(FakeTransport(chunks: chunks.filter { !$0.isEmpty }))
            #expect(outcome.events == whole.events && outcome.response == whole.response)
        }
        try await check(bytes.map { [$0] })
        for cut in stride(from: 0, through: bytes.count, by: step) {
            try await check([Array(bytes[..<cut]), Array(bytes[cut...])])
        }
    }

    @Test(arguments: [
        ("stop", FinishReason.stop), ("length", .length), ("tool_calls", .toolCalls), ("function_call", .toolCalls),
        ("content_filter", .contentFilter), ("eos", .stop), ("model_length", .length), ("sensitive", .contentFilter),
        ("refusal", .refusal), ("brand_new", .other("brand_new")),
    ])
    func `knows the finish reason`(_ word: String, _ reason: FinishReason) async throws {
        let outcome = try await Exchange().ask(events: [
            #"{"id":"1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"\#(word)"}]}"#
        ])
        #expect(outcome.response?.finishReason == reason)
        #expect(outcome.response?.usage == .missing)
    }

    @Test func `is complete with a finish reason and without DONE, cut without a finish reason`() async throws {
        let text = #"{"id":"1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}"#
        #expect(try await Exchange().ask(events: [text]).error?.code == .truncated)
        #expect(try await Exchange().ask(events: [text, "[DONE]"]).error?.code == .truncated)
        #expect(try await Exchange().ask(events: []).error?.code == .truncated)
        let end = #"{"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#
        #expect(try await Exchange().ask(events: [text, end]).response?.message.text == "x")
    }

    @Test func `takes usage in the middle, and not an empty one at the end`() async throws {
        let outcome = try await Exchange().ask(events: [
            #"{"id":"1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}"#,
            #"{"id":"1","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],"usage":null}"#,
            #"{"id":"1","choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#, "[DONE]",
        ])
        #expect(outcome.response?.usage.usage == Usage(input: 5, output: 1))
    }

    @Test func `reads a whole reply by the same rules`() async throws {
        let outcome = try await Exchange().ask(
            FakeTransport(
                json: #"{"id":"r1","model":"m","choices":[{"index":0,"message":{"role":"assistant","#
                    + #""content":"<think>t</think>Hi","tool_calls":[{"id":"c1","type":"function","function":"#
                    + #"{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"#
                    + #""usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}"#))
        let response = try #require(outcome.response)
        #expect(response.message.content == [.reasoning(Reasoning(text: "t")), .text("Hi"), call("c1", "f", "{}")])
        #expect(response.usage.usage == Usage(input: 2, output: 3))
        #expect(outcome.content == response.message.content)
        #expect(response.finishReason == .toolCalls)
    }

    @Test func `reads the old function_call`() async throws {
        let outcome = try await Exchange().ask(events: [
            #"{"id":"1","choices":[{"index":0,"delta":{"function_call":{"name":"f","arguments":""}},"finish_reason":null}]}"#,
            #"{"id":"1","choices":[{"index":0,"delta":{"function_call":{"arguments":"{\"a\":1}"}},"finish_reason":null}]}"#,
            #"{"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"function_call"}]}"#,
        ])
        #expect(outcome.response?.message.toolCalls.map(\.arguments) == [#"{"a":1}"#])
        #expect(outcome.response?.finishReason == .toolCalls)
    }

    @Test func `calls a web page what it is`() async throws {
        let page = "<!DOCTYPE html><html><head><title>Login</title></head></html>"
        let outcome = try await Exchange().ask(
            FakeTransport(headers: ["content-type": "text/html"], chunks: [Array(page.utf8)]))
        let error = try #require(outcome.error)
        #expect(error.code == .malformedReply)
        #expect(error.message.contains("<!DOCTYPE html>") && error.message.contains("https://api.example.test"))
    }

    @Test func `calls garbage in a stream what it is`() async throws {
        let outcome = try await Exchange().ask(events: ["{not json"])
        #expect(outcome.error?.code == .malformedReply)
        #expect(outcome.error?.message.contains("{not json") == true)
    }
}
