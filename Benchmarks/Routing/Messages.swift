import ComplexityRouting

/// Questions of 30 to 600 bytes.
struct Messages {
    let texts: [String]

    init() {
        var random = StableRandom(seed: 5)
        let words = "explain compare what is the of and lemma market river protein code test design list 42 why how"
            .split(separator: " ")
        texts = (0..<512).map { _ in
            (0..<Int.random(in: 6...110, using: &random)).map { _ in
                String(words[Int.random(in: 0..<words.count, using: &random)])
            }.joined(separator: " ") + "?"
        }
    }

    /// A message of about so many bytes.
    static func text(bytes: Int) -> String {
        let sentence = "Compare the lemma with its proof, then list what both need. "
        return String(repeating: sentence, count: max(1, bytes / sentence.utf8.count))
    }

    /// A predictor that has learned from each of them about three models.
    func learned() -> Predictor {
        var predictor = Predictor()
        predictor.know(DecisionRun.tiers.flatMap { tier, models in models.map { ($0, tier) } }.sorted { $0.1 < $1.1 })
        for (index, text) in texts.enumerated() {
            let features = MessageFeatures(text)
            predictor.learnOnline(
                features,
                [("lab/nano", index % 3 == 0 ? 0 : 1), ("lab/mini", index % 5 == 0 ? 0 : 1), ("lab/large", 1)])
        }
        return predictor
    }
}
