package import AgentRuntime
package import LanguageModels

/// One outcome to learn from: how good a model's answer to a message was, and how much that counts.
package struct Lesson: Sendable {
    package var features: MessageFeatures
    package var model: String
    package var quality: Double
    package var source: AnswerVerdict.Source

    /// Takes a verdict's word for it.
    package init(_ verdict: AnswerVerdict, _ features: MessageFeatures) {
        self.features = features
        model = verdict.model.description
        quality = verdict.quality
        source = verdict.source
    }

    /// How much it counts: a person's verdict most, a provider's failure, which says little of the message, least.
    package var weight: Float {
        switch source {
        case .thumb: 2
        case .check, .retry, .escalation: 1
        case .judge: 0.7
        case .edit: 0.5
        case .continued: 0.3
        case .error: 0.2
        }
    }
}

extension Lesson {
    /// The lessons of a conversation, in order: every verdict with the message of its turn.
    package static func lessons(in facts: some Sequence<LedgerFact>) -> [Lesson] {
        var messages: [TurnID: MessageFeatures] = [:]
        var lessons: [Lesson] = []
        for fact in facts {
            switch fact {
            case .messageAdded(let record) where record.origin == .person && messages[record.turn] == nil:
                messages[record.turn] = MessageFeatures(record.message.text)
            case .judged(let verdict):
                if let features = messages[verdict.turn] { lessons.append(Lesson(verdict, features)) }
            default: continue
            }
        }
        return lessons
    }
}

extension Predictor {
    /// Learns from an outcome as it happens.
    package mutating func take(_ lesson: Lesson) {
        learnOnline(lesson.features, [(lesson.model, lesson.quality)], weight: lesson.weight)
        sources[lesson.source.rawValue, default: 0] += 1
    }

    /// Gives models of tiers, cheapest tier first, heads of their own, and takes the first and the last as the ends
    /// between which the need lies.
    package mutating func know(_ models: [(model: ModelID, tier: Tier)]) {
        for (model, tier) in models { know(model.description, tier: tier) }
        if let first = models.first?.model, let last = models.last?.model, first != last {
            setEnds(weakest: first.description, strongest: last.description)
        }
    }

    /// What was learned from, the most frequent first, in words: `12 thumbs, 3 retries`.
    package var sourcesText: String {
        sources.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { source, count in
            let word = source == "retry" ? "retr\(count == 1 ? "y" : "ies")" : "\(source)\(count == 1 ? "" : "s")"
            return "\(count) \(source == "continued" ? "continued" : word)"
        }.joined(separator: ", ")
    }
}
