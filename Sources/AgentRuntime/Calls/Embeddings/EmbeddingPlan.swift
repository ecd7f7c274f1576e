import LanguageModels

/// How the texts of a call are sent: each different text once, in requests that respect the provider's limits.
struct EmbeddingPlan: Sendable, Equatable {
    /// One request.
    struct Piece: Sendable, Equatable {
        /// The texts, none twice.
        var texts: [String]
        /// Their tokens by our own count.
        var tokens: Int
    }

    /// The requests, in order. Their texts together are the different texts of the call.
    let pieces: [Piece]
    /// For each text of the call its place among the different ones.
    let places: [Int]

    /// Plans a call.
    ///
    /// - Parameter tokens: counts the tokens of a text.
    /// - Throws: `ModelError` with code `invalidRequest` for an empty text, `contextTooLong` for one over the limit;
    ///   both say which.
    init(_ call: EmbeddingCall, limits: EmbeddingLimits, tokens: (String) -> Int) throws(ModelError) {
        var known: [String: Int] = [:]
        var places: [Int] = []
        var pieces: [Piece] = []
        for (index, text) in call.texts.enumerated() {
            if let place = known[text] {
                places.append(place)
                continue
            }
            guard !text.isEmpty else {
                throw ModelError(
                    .invalidRequest, "text \(index + 1) of \(call.texts.count) is empty: an empty text has no vector",
                    model: call.model)
            }
            let count = tokens(text)
            if let limit = limits.tokensPerText, count > limit {
                throw ModelError(
                    .contextTooLong,
                    "text \(index + 1) of \(call.texts.count) has \(count) tokens, and \(call.model) takes \(limit): "
                        + "split it into parts", model: call.model)
            }
            places.append(known.count)
            known[text] = known.count
            if let last = pieces.last, last.texts.count < limits.texts, last.tokens + count <= limits.tokens {
                pieces[pieces.count - 1].texts.append(text)
                pieces[pieces.count - 1].tokens += count
            } else {
                pieces.append(Piece(texts: [text], tokens: count))
            }
        }
        self.pieces = pieces
        self.places = places
    }
}
