import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct CallBoundsTests {
    private static let hour: JSONValue = ["cache_control": ["type": "ephemeral", "ttl": "1h"]]
    private static let search: JSONValue = [["type": "web_search_20250305", "max_uses": 3]]

    private func bounds(_ extra: JSONObject = JSONObject(), _ content: [ContentPart] = [.text("hi")]) -> CallBounds {
        let request = ModelRequest(
            model: ScriptedModel.usualProfile.id, messages: [Message(role: .user, content: content)], extra: extra)
        return CallBounds(request, promptTokens: 100, maxOutputTokens: 50)
    }

    @Test func `a plain request reserves no images, no 1-hour cache and no tools`() {
        let plain = bounds()
        #expect(plain.cacheWrites == .fiveMinutes)
        #expect(!plain.hasImages && !plain.hasAudio && !plain.answersInAudio && !plain.answersInImages)
        #expect(plain.serverTools.isEmpty)
        #expect(plain.tiers == [.standard])
        #expect((plain.promptTokens, plain.maxOutputTokens) == (100, 50))
    }

    @Test func `an image, a lifetime of an hour, tools and several answers widen it`() {
        #expect(bounds(JSONObject(), [.image(.url("https://x.test/a.png"))]).hasImages)
        let cached = bounds(JSONObject([("metadata", Self.hour)]))
        #expect(cached.cacheWrites == [.fiveMinutes, .oneHour])
        let searching = bounds(JSONObject([("tools", Self.search)]))
        #expect(searching.serverTools == [.webSearch: 3])
        #expect(searching.promptTokens > 100)
        #expect(bounds(JSONObject([("n", 4)])).maxOutputTokens == 200)
        #expect(bounds(JSONObject([("service_tier", "flex")])).tiers == [.flex, .standard])
        #expect(bounds(JSONObject([("service_tier", "auto")])).tiers == [.priority, .standard])
    }

    @Test func `what a provider shows the model of the request counts as prompt`() {
        let functions: JSONValue = [["name": "look_up", "parameters": ["type": "object"]]]
        #expect(bounds(JSONObject([("functions", functions)])).promptTokens == 100 + functions.text.utf8.count)
        #expect(bounds(JSONObject([("top_k", 40), ("logprobs", true)])).promptTokens == 100)
        let schema: JSONValue = ["type": "object"]
        let request = ModelRequest(
            model: ScriptedModel.usualProfile.id, messages: [Message(.user, "hi")],
            responseFormat: .schema(name: "city", schema: schema, strict: true))
        let counted = CallBounds(request, promptTokens: 100, maxOutputTokens: 50).promptTokens
        #expect(counted == 104 + schema.text.utf8.count)
    }

    @Test func `an answer's limit among the provider's own members bounds the reservation and can be clamped`()
        async throws
    {
        struct Clamp: Extension {
            let manifest = ExtensionManifest(name: "clamp", summary: "")
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.modelAttempt.add { attempt, next in
                    #expect(attempt.start.maxOutputTokens == 900)
                    var attempt = attempt
                    attempt.request.maxOutputTokens = 7
                    return try await next(attempt)
                }
            }
        }
        let model = ScriptedModel([.text("ok")])
        let test = try TestRuntime(
            model, extensions: [Clamp()], parameters: CallParameters(extra: JSONObject([("max_tokens", 900)])))
        _ = try await test.send("go")
        #expect(model.requests.first?.maxOutputTokens == 7)
        #expect(model.requests.first?.extra.isEmpty == true)
    }
}
