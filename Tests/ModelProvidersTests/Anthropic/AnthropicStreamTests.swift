import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import ModelProviders

@Suite struct AnthropicStreamTests {
    private let exchange = Exchange(dialect: .anthropic, provider: "anthropic", model: "claude-sonnet-4-5")

    private func read(_ fixture: String) async throws -> (response: ModelResponse, events: [ModelEvent]) {
        let outcome = try await exchange.ask(Fixture(fixture))
        #expect(EventSum(outcome.events).faults == [])
        return (try #require(outcome.response, "\(String(describing: outcome.error))"), outcome.events)
    }

    private func report(_ usage: Usage) -> UsageReport { UsageReport(usage, source: .provider) }

    @Test func `reads text and usage`() async throws {
        let (response, events) = try await read("anthropic/text.sse")
        #expect(
            events == [
                .started(id: "msg_1", servedModel: "claude-sonnet-4-5-20250929"),
                .usage(report(Usage(input: 25, output: 1))), .textDelta("Grüß"), .textDelta(" dich 👋🏽"),
                .usage(report(Usage(input: 25, output: 15))),
            ])
        #expect(response.message == Message(.assistant, "Grüß dich 👋🏽"))
        #expect(response.finishReason == .stop)
        #expect(response.usage == report(Usage(input: 25, output: 15)))
    }

    @Test func `reads thinking with proofs, sealed thinking, tool calls and cache writes by lifetime`() async throws {
        let (response, _) = try await read("anthropic/thinking-tools.sse")
        #expect(
            response.message.content == [
                .reasoning(Reasoning(text: "I should look.", signature: "EqQBCg==")),
                .reasoning(Reasoning(text: "", redacted: "ZW5j")),
                .reasoning(Reasoning(text: "More.", signature: "Sig2")),
                .text("Looking."),
                .toolCall(ToolCall(id: "toolu_1", name: "read_file", arguments: #"{"path": "é.txt"}"#)),
                .toolCall(ToolCall(id: "toolu_2", name: "list_files", arguments: "{}")),
            ])
        #expect(response.finishReason == .toolCalls)
        #expect(
            response.usage
                == report(Usage(input: 10, cacheRead: 4000, cacheWrite5m: 100, cacheWrite1h: 200, output: 120)))
    }

    @Test func `passes over tools that run at the provider, and counts their searches`() async throws {
        let (response, _) = try await read("anthropic/server-tools.sse")
        #expect(response.message.content == [.text("Found.")])
        #expect(response.finishReason == .pause)
        #expect(response.usage == report(Usage(input: 900, cacheRead: 50, output: 60, serverTools: [.webSearch: 2])))
    }

    @Test func `ends with an error inside the stream`() async throws {
        let outcome = try await exchange.ask(Fixture("anthropic/overloaded.sse"))
        #expect(outcome.content == [.text("Par")])
        #expect(outcome.error?.code == .overloaded)
        #expect(outcome.error?.mayBeBilled == true)
        #expect(outcome.error?.providerType == "overloaded_error")
    }

    @Test func `reads a refusal`() async throws {
        let (response, _) = try await read("anthropic/refusal.sse")
        #expect(response.finishReason == .refusal)
    }

    @Test(arguments: [
        ("end_turn", FinishReason.stop), ("max_tokens", .length), ("stop_sequence", .stop), ("tool_use", .toolCalls),
        ("refusal", .refusal), ("pause_turn", .pause), ("model_context_window_exceeded", .length),
        ("brand_new", .other("brand_new")),
    ])
    func `knows the stop reason`(_ word: String, _ reason: FinishReason) async throws {
        let outcome = try await exchange.ask(
            FakeTransport(
                json:
                    #"{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"x"}],"#
                    + #""stop_reason":"\#(word)","usage":{"input_tokens":1,"output_tokens":2}}"#))
        #expect(outcome.response?.finishReason == reason)
        #expect(outcome.response?.message.text == "x")
        #expect(outcome.response?.usage == report(Usage(input: 1, output: 2)))
    }

    @Test func `reads a whole reply by the same rules`() async throws {
        let outcome = try await exchange.ask(
            FakeTransport(
                json: #"{"id":"m","type":"message","role":"assistant","model":"c","content":["#
                    + #"{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"x"},"#
                    + #"{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":[1,2]}},"#
                    + #"{"type":"tool_use","id":"toolu_2","name":"g","input":{}}],"stop_reason":"tool_use","#
                    + #""usage":{"input_tokens":1,"output_tokens":2}}"#))
        let response = try #require(outcome.response)
        #expect(
            response.message.content == [
                .reasoning(Reasoning(text: "t", signature: "s")), .text("x"),
                .toolCall(ToolCall(id: "toolu_1", name: "f", arguments: #"{"a":[1,2]}"#)),
                .toolCall(ToolCall(id: "toolu_2", name: "g", arguments: "{}")),
            ])
        #expect(outcome.events.last == .usage(report(Usage(input: 1, output: 2))))
    }

    @Test(arguments: [
        ("anthropic/text.sse", 2), ("anthropic/thinking-tools.sse", 17), ("anthropic/server-tools.sse", 17),
    ])
    func `means the same wherever the network cuts it`(_ name: String, _ step: Int) async throws {
        let fixture = try Fixture(name)
        let whole = try await exchange.ask(fixture)
        let bytes = fixture.bytes
        for cut in stride(from: 0, to: bytes.count, by: step) {
            let chunks = [Array(bytes[..<cut]), Array(bytes[cut...])].filter { !$0.isEmpty }
            let outcome = try await exchange.ask(FakeTransport(chunks: chunks))
            #expect(outcome.events == whole.events && outcome.response == whole.response, "cut at \(cut)")
        }
        let outcome = try await exchange.ask(FakeTransport(chunks: bytes.map { [$0] }))
        #expect(outcome.events == whole.events && outcome.response == whole.response)
    }

    @Test func `is cut without a stop reason, wherever it ends`() async throws {
        let fixture = try Fixture("anthropic/text.sse")
        let text = String(decoding: fixture.bytes, as: UTF8.self)
        let end = try #require(text.firstRange(of: "event: message_delta"))
        let outcome = try await exchange.ask(stream: String(text[..<end.lowerBound]))
        #expect(outcome.error?.code == .truncated)
        #expect(outcome.error?.mayBeBilled == true)
        #expect(outcome.content == [.text("Grüß dich 👋🏽")])
    }
}
