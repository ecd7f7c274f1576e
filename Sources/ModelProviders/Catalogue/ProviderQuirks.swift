package import ExactJSON

/// Where a provider's OpenAI dialect differs from OpenAI's own. The defaults suit most providers.
package struct ProviderQuirks: Sendable, Hashable {
    /// The member that limits the answer's length.
    package enum LengthField: String, Sendable, Hashable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// How reasoning effort is asked for.
    package enum EffortField: Sendable, Hashable {
        /// It cannot be.
        case none
        /// `"reasoning_effort": "low"`.
        case effort
        /// `"reasoning": {"effort": "low"}`, as OpenRouter wants it.
        case object
    }

    /// How reasoning of earlier answers is sent back.
    package enum ReasoningReturn: Sendable, Hashable {
        /// Not at all.
        case none
        /// As `reasoning_content` of messages that call tools, which thinking models refuse to go on without.
        case content
        /// As `reasoning_details`, with their proofs.
        case details
    }

    /// The member that fixes the sampling seed.
    package enum SeedField: String, Sendable, Hashable {
        case seed
        case randomSeed = "random_seed"
    }

    package var lengthField = LengthField.maxTokens
    package var effortField = EffortField.none
    package var reasoningReturn = ReasoningReturn.none
    package var seedField = SeedField.seed
    /// Whether usage has to be asked for in a stream, by `stream_options.include_usage`.
    package var asksForStreamUsage = true
    /// Whether a JSON schema is taken; without, any JSON object is asked for.
    package var takesJSONSchema = true
    /// Whether `service_tier` is taken.
    package var takesServiceTier = false
    /// Whether cache breakpoints are sent as `cache_control`.
    package var takesCacheControl = false
    /// Whether `prompt_cache_key` is taken, which sends a conversation's requests to where its beginning is cached.
    package var takesCacheKey = false
    /// Whether neighbouring messages of one role have to be sent as one.
    package var mergesTurns = false
    /// Whether tool call ids must be nine letters and digits (Mistral).
    package var wantsShortToolCallIDs = false
    /// Beginnings of model names that take no sampling settings and call system messages `developer`.
    package var fixedSamplingModels: [String] = []
    /// Beginnings of names that look like those and are not.
    package var freeSamplingModels: [String] = []
    /// Members sent in every request, before the caller's own extra ones.
    package var body = JSONObject()
    /// The path of chat completions; `{model}` stands for the model's name.
    package var chatPath = "/chat/completions"
    /// The path of embeddings.
    package var embeddingsPath = "/embeddings"

    /// Makes the defaults.
    package init() {}

    /// Whether the model takes no sampling settings.
    func fixesSampling(of model: String) -> Bool {
        guard !fixedSamplingModels.isEmpty else { return false }
        return fixedSamplingModels.contains { model.hasPrefix($0) }
            && !freeSamplingModels.contains { model.hasPrefix($0) }
    }
}
