package import ExactJSON
package import LanguageModels
import Money

/// The built-in model that needs no key and no network: it exists to try the runtime and to test extensions.
///
/// It is no language model, and says so. It answers by rule, always the same way: it echoes, counts words, does
/// arithmetic, calls a tool when a line says `use NAME {arguments}`, and tells what a tool answered. Usage is counted
/// by one rule: a token is a run of characters between white space.
package struct OfflineModel: Model {
    /// `offline/offline`, with a 32,000-token context and tool calls.
    package let profile: ModelProfile
    /// The time between two words, so that streaming can be seen.
    private let pace: Duration

    /// The model's id, under which its price stands.
    package static let id = ModelID(provider: "offline", name: "offline")

    /// The model's entry for the price list, in its words: a dollar for a million tokens in, four out.
    package static let price: JSONObject = JSONObject([
        ("litellm_provider", "offline"), ("mode", "chat"), ("max_input_tokens", 32_000), ("max_output_tokens", 4_096),
        ("input_cost_per_token", decimal("0.000001")),
        ("output_cost_per_token", decimal("0.000004")),
        ("supports_function_calling", true),
    ])

    private static func decimal(_ text: String) -> JSONValue { JSONNumber(text: text).map { .number($0) } ?? .null }

    /// Makes the model.
    ///
    /// - Parameter pace: the time between two streamed words; zero streams as fast as they are taken.
    package init(pace: Duration = .zero) {
        profile = ModelProfile(
            id: OfflineModel.id, contextWindow: 32_000, maxOutputTokens: 4_096, callsTools: true, locality: .local)
        self.pace = pace
    }

    package func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        try Task.checkCancellation()
        let promptTokens = OfflineWords.count(in: request)
        let window = profile.contextWindow ?? .max
        guard promptTokens <= window else {
            throw ModelError(
                .contextTooLong,
                "the prompt has \(promptTokens) tokens and \(profile.id) takes \(window): "
                    + "shorten the conversation with /compact, or choose another model",
                model: profile.id)
        }
        let answer = OfflineAnswer(to: request)
        var assembly = ResponseAssembly()
        func report(_ event: ModelEvent) async throws {
            assembly.add(event)
            try await onEvent(event)
            try Task.checkCancellation()
        }
        try await report(.started(id: nil, servedModel: profile.id.name))
        var left = Swift.min(request.maxOutputTokens ?? .max, profile.maxOutputTokens ?? .max)
        var output = 0
        var finish = answer.toolCalls.isEmpty ? FinishReason.stop : .toolCalls
        for word in OfflineWords.split(answer.text) {
            guard left > 0 else {
                finish = .length
                break
            }
            if request.stream, pace > .zero, output > 0 { try await Task.sleep(for: pace) }
            try await report(.textDelta(String(word)))
            left -= 1
            output += 1
        }
        if finish != .length {
            for (index, call) in answer.toolCalls.enumerated() {
                try await report(.toolCallStarted(index: index, id: call.id, name: call.name))
                try await report(.toolCallArguments(index: index, delta: call.arguments))
                output += 1 + OfflineWords.count(call.arguments)
            }
        }
        let usage = UsageReport(Usage(input: promptTokens, output: output), source: .provider)
        try await report(.usage(usage))
        return ModelResponse(
            message: assembly.message, finishReason: finish, usage: usage, servedModel: profile.id.name)
    }
}
