import AgentRuntime
import LanguageModels

/// An answer whose worth is not known yet.
struct PendingAnswer: Sendable {
    var turn: TurnID
    var decision: DecisionID
    /// The message that was answered.
    var features: MessageFeatures
    var bytes: Int
    /// Who was chosen, and after a failure or an escalation who answered.
    var model: ModelID
    var tier: String?
    /// Whether an attempt came to an answer: then the turn is in the ledger, and verdicts may refer to it.
    var isAnswered = false
    /// What was found of this model's answer already.
    var heard: Set<AnswerVerdict.Source> = []

    /// How the next message speaks of this answer.
    ///
    /// The same message again says that it was no good; much the same, that it was not what was wanted; another one,
    /// that it did, which is a weak sign.
    func followUp(_ next: MessageFeatures, bytes: Int) -> (source: AnswerVerdict.Source, mark: Int) {
        if bytes == self.bytes, next.buckets == features.buckets { return (.retry, 0) }
        return features.likeness(to: next) >= 0.6 ? (.edit, 300) : (.continued, 1_000)
    }
}

extension MessageFeatures {
    /// The share of words, word pairs and stems that two messages have in common, 0…1; 0 for messages of a few words,
    /// which share them by chance.
    func likeness(to other: MessageFeatures) -> Double {
        guard min(buckets.count, other.buckets.count) >= 12 else { return 0 }
        var own = [Bool](repeating: false, count: Self.buckets)
        for bucket in buckets { own[Int(bucket)] = true }
        let common = other.buckets.count { own[Int($0)] }
        return Double(common) / Double(buckets.count + other.buckets.count - common)
    }
}
