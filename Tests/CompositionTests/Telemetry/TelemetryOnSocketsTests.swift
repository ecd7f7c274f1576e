import AgentRuntime
import Composition
import ExactJSON
import FarthingTesting
import LanguageModels
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The product as it is put together, with a collector and a provider on sockets.
@Suite struct TelemetryOnSocketsTests {
    @Test func `a collector is told of a call, and the provider of the call's span`() async throws {
        let collector = try LoopbackServer { _ in [.json("{}")] }
        defer { collector.stop() }
        let provider = try MockProviderServer([.text("Hello.")])
        defer { provider.stop() }
        let folder = FileManager.default.temporaryDirectory.appending(path: "farthing-otlp-\(UUID())").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a leftover of a test harms nobody
        try """
        providers:
          test: {dialect: openai, base_url: "\(provider.openAIBaseURL)", key_env: TEST_KEY, locality: cloud}
        prices:
          test/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 1000}
        models: {chat: {model: test/model}, utility: {model: test/model}}
        """.write(toFile: folder + "/farthing.yaml", atomically: true, encoding: .utf8)
        let composed = try await ComposedRuntime(
            RuntimeOptions(
                configurationFile: folder + "/farthing.yaml", workingDirectory: folder,
                environment: [
                    "HOME": folder, "TEST_KEY": "sk-test", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
                    "OTEL_EXPORTER_OTLP_HEADERS": "x-team=blue",
                ], person: NobodyThere(reason: "a test")))
        let parent = try #require(
            TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        _ = try await TraceContext.$current.withValue(parent) {
            try await composed.runtime.newConversation().send("Hi") { _ in }
        }
        try await composed.runtime.stop()

        #expect(collector.requests.map(\.path).sorted() == ["/v1/metrics", "/v1/traces"])
        #expect(collector.requests.allSatisfy { $0.header("x-team") == "blue" })
        #expect(collector.requests.allSatisfy { $0.header("content-type") == "application/json" })
        let traces = try #require(collector.requests.first { $0.path == "/v1/traces" })
        let document = try JSONValue(parsing: traces.text)
        let spans = try #require(document["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.arrayValue)
        let call = try #require(spans.first { $0["name"] == "chat model" })
        let spanID = try #require(call["spanId"]?.stringValue)
        #expect(
            provider.requests.first?.recorded.header("traceparent")
                == "00-4bf92f3577b34da6a3ce929d0e0e4736-\(spanID)-01")
        #expect(!traces.text.contains("sk-test"))
    }
}
