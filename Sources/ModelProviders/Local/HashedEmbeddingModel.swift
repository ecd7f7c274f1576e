package import ExactJSON
package import LanguageModels
import Money

/// The built-in embedding: hashed words and character n-grams, without a key, a network or a file.
///
/// It is no neural model, and its name says so: texts are near when they share words and parts of words, in any
/// script, not when they mean the same in other words. It is the default of the embedding slot when the settings name
/// no model. The same text has the same vector on every machine and in every version of `profile.id`.
package struct HashedEmbeddingModel: EmbeddingModel {
    package let profile = ModelProfile(
        id: HashedEmbeddingModel.id, callsTools: false, seesImages: false, locality: .local)
    /// Any number of texts: they go nowhere.
    package let limits = EmbeddingLimits(texts: 1 << 20, tokens: 1 << 40)

    /// The model's id. A change of the features below is a change of this name, as stored vectors would no longer fit.
    package static let id = ModelID(provider: "offline", name: "hashed-ngrams-1")
    /// The length of its vectors unless another is asked for.
    package static let dimensions = 384
    /// The model's entry for the price list: it costs nothing.
    package static let price = JSONObject([
        ("litellm_provider", "offline"), ("mode", "embedding"), ("free", true),
    ])

    /// Makes the model.
    package init() {}

    package func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
        let dimensions = dimensions ?? HashedEmbeddingModel.dimensions
        guard (8...4096).contains(dimensions) else {
            throw ModelError(
                .unsupported, "the built-in embedding makes vectors of 8 to 4096 dimensions, not \(dimensions)",
                model: profile.id)
        }
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        for text in texts {
            try Task.checkCancellation()
            vectors.append(HashedFeatures(text).vector(dimensions: dimensions))
        }
        return EmbeddingResponse(vectors: vectors, usage: .missing, servedModel: profile.id.name)
    }
}
