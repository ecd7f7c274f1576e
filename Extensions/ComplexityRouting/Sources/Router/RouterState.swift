import AgentRuntime
import LanguageModels
import NIOConcurrencyHelpers

/// What the router knows across conversations: the predictor, the providers' health, the conversations in use.
final class RouterState: Sendable {
    private struct Contents {
        var predictor: Predictor?
        var problem: String?
        var isDirty = 0
        var health = ProviderHealth()
        var conversations: [ConversationID: ConversationMemory] = [:]
        var scores: [String: Predictor.Prediction] = [:]
    }

    /// Conversations that are remembered; the rest begin anew.
    private static let conversationLimit = 1_024
    /// Predictions that are kept for messages that come again.
    private static let scoreLimit = 256
    /// The longest message whose prediction is kept, in bytes.
    private static let longestKept = 2_048
    /// Outcomes after which what was learned is written.
    private static let writesEvery = 20

    private let rules: RoutingRules
    private let contents = NIOLockedValueBox(Contents())

    init(_ rules: RoutingRules) { self.rules = rules }

    /// The prediction for a message.
    func predict(_ text: String, _ scan: MessageScan, _ context: TaskContext) -> Predictor.Prediction {
        contents.withLockedValue { contents in
            let isKept = context == TaskContext() && scan.totalBytes <= Self.longestKept
            if isKept, let known = contents.scores[text] { return known }
            let made = open(&contents).predict(scan, context: context)
            if isKept {
                if contents.scores.count >= Self.scoreLimit { contents.scores.removeAll(keepingCapacity: true) }
                contents.scores[text] = made
            }
            return made
        }
    }

    /// The outcomes that a model's head learned from.
    func outcomes(of model: String) -> Int {
        contents.withLockedValue { contents in
            let predictor = open(&contents)
            return predictor.model.head(model).map { predictor.model.outcomes[$0] } ?? 0
        }
    }

    /// How many outcomes were learned from in all.
    var outcomes: Int { contents.withLockedValue { open(&$0).outcomes } }

    /// Reads or changes what is remembered of a conversation.
    func remember<T>(_ id: ConversationID, _ body: (inout ConversationMemory) -> T) -> T {
        contents.withLockedValue { contents in
            if contents.conversations.count >= Self.conversationLimit, contents.conversations[id] == nil {
                contents.conversations.removeAll(keepingCapacity: true)
            }
            return body(&contents.conversations[id, default: ConversationMemory()])
        }
    }

    func note(_ record: AttemptRecord) { contents.withLockedValue { $0.health.note(record) } }

    func isWell(_ provider: String, at now: Timestamp) -> Bool {
        contents.withLockedValue { $0.health.isWell(provider, at: now) }
    }

    /// Learns how good a model's answer was.
    func learn(_ features: MessageFeatures, _ model: String, quality: Double, weight: Float) throws {
        let due = contents.withLockedValue { contents -> Predictor? in
            var predictor = open(&contents)
            contents.predictor = nil  // so that it is changed in place
            predictor.learnOnline(features, [(model, quality)], weight: weight)
            contents.predictor = predictor
            contents.scores.removeAll(keepingCapacity: true)
            contents.isDirty += 1
            guard contents.isDirty >= Self.writesEvery else { return nil }
            contents.isDirty = 0
            return predictor
        }
        if let due { try rules.store?.save(due) }
    }

    /// Writes what was learned since it was last written.
    func flush() throws {
        let due = contents.withLockedValue { contents -> Predictor? in
            guard contents.isDirty > 0 else { return nil }
            contents.isDirty = 0
            return contents.predictor
        }
        if let due { try rules.store?.save(due) }
    }

    /// What keeps the stored state from being used, once.
    func takeProblem() -> String? {
        contents.withLockedValue { contents in
            _ = open(&contents)
            defer { contents.problem = nil }
            return contents.problem
        }
    }

    /// The predictor, read from disk when it is first needed. One that cannot be read is left alone, and the cold
    /// start used.
    private func open(_ contents: inout Contents) -> Predictor {
        if let known = contents.predictor { return known }
        var predictor = Predictor()
        do throws(PredictorError) {
            if let stored = try rules.store?.load() { predictor = stored }
        } catch {
            contents.problem = "Routing starts without what it learned: \(error.message)"
        }
        for (model, tier) in rules.models { predictor.know(model.description, tier: tier) }
        if let weakest = rules.models.first?.model, let strongest = rules.models.last?.model, weakest != strongest {
            predictor.setEnds(weakest: weakest.description, strongest: strongest.description)
        }
        contents.predictor = predictor
        return predictor
    }
}
