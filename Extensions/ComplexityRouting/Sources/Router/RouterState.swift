import AgentRuntime
import LanguageModels
import NIOConcurrencyHelpers

/// What the router knows across conversations: the predictor, the providers' health, the conversations in use.
final class RouterState: Sendable {
    private struct Contents {
        var predictor = Predictor()
        /// Whether it was read from disk.
        var isOpen = false
        var notices: [String] = []
        /// Whether something was learned that is not on disk, and whether it could not be written the last time.
        var isUnsaved = false
        var isTroubled = false
        var health = ProviderHealth()
        var drift = DriftWatch()
        var conversations: [ConversationID: ConversationMemory] = [:]
        /// How often conversations were looked at: which was longest ago.
        var uses: UInt64 = 0
        var scores: [ScoreKey: Predictor.Prediction] = [:]

        /// Forgets half of the conversations: first those of one message, such as a program's single requests, then those
        /// that were not used for longest.
        mutating func forgetSome() {
            let order = conversations.sorted { a, b in
                (a.value.isLasting ? 1 : 0, a.value.lastUse) < (b.value.isLasting ? 1 : 0, b.value.lastUse)
            }
            for (id, _) in order.prefix(RouterState.conversationLimit / 2) { conversations[id] = nil }
        }

        mutating func addNotice(_ text: String) {
            if notices.count < RouterState.noticeLimit { notices.append(text) }
        }
    }

    private struct ScoreKey: Hashable {
        var text: String
        var context: TaskContext
    }

    /// Conversations that are remembered; the rest begin anew.
    private static let conversationLimit = 1_024
    /// Predictions that are kept for messages that come again.
    private static let scoreLimit = 256
    /// The longest message whose prediction is kept, in bytes.
    private static let longestKept = 2_048
    /// Notices that wait to be told; more of them are dropped.
    private static let noticeLimit = 8

    let rules: RoutingRules
    private let contents = NIOLockedValueBox(Contents())

    init(_ rules: RoutingRules) { self.rules = rules }

    /// The prediction for a message.
    func predict(_ message: TaskMessage, _ context: TaskContext) -> Predictor.Prediction {
        contents.withLockedValue { contents in
            let key = ScoreKey(text: message.text, context: context)
            let isKept = message.scan.totalBytes <= Self.longestKept
            if isKept, let known = contents.scores[key] { return known }
            open(&contents)
            let made = contents.predictor.predict(
                message.features, Complexity(message.scan, context: context))
            if isKept {
                if contents.scores.count >= Self.scoreLimit { contents.scores.removeAll(keepingCapacity: true) }
                contents.scores[key] = made
            }
            return made
        }
    }

    /// The outcomes that each model's head learned from, in the order of `rules.models`, and all outcomes.
    func experience() -> (models: [Int], all: Int) {
        contents.withLockedValue { contents in
            open(&contents)
            let models = rules.models.map { model, _ in
                contents.predictor.model.head(model.description).map { contents.predictor.model.outcomes[$0] } ?? 0
            }
            return (models, contents.predictor.outcomes)
        }
    }

    /// Reads or changes what is remembered of a conversation.
    func remember<T>(_ id: ConversationID, _ body: (inout ConversationMemory) -> T) -> T {
        contents.withLockedValue { contents in
            if contents.conversations.count >= Self.conversationLimit, contents.conversations[id] == nil {
                contents.forgetSome()
            }
            contents.uses += 1
            contents.conversations[id, default: ConversationMemory()].lastUse = contents.uses
            return body(&contents.conversations[id, default: ConversationMemory()])
        }
    }

    /// Notes how an attempt ended: the provider's health, and whether the model's results change.
    func note(_ record: AttemptRecord) {
        contents.withLockedValue { contents in
            contents.health.note(record)
            if let alarm = contents.drift.note(record) { contents.addNotice(alarm) }
        }
    }

    /// The share of a model's recent attempts that failed, and whether its provider may be asked.
    func condition(of model: ModelID, at now: Timestamp) -> (failureRate: Double, isWell: Bool) {
        contents.withLockedValue { ($0.drift.failureRate(of: model), $0.health.isWell(model.provider, at: now)) }
    }

    /// Learns from a verdict on an answer of a message that is remembered.
    func learn(_ verdict: AnswerVerdict) {
        let features = remember(verdict.conversation) { memory -> MessageFeatures? in
            guard memory.pending?.turn == verdict.turn else { return nil }
            if memory.pending?.model == verdict.model { memory.pending?.heard.insert(verdict.source) }
            return memory.pending?.features
        }
        contents.withLockedValue { contents in
            if let alarm = contents.drift.note(verdict) { contents.addNotice(alarm) }
            guard let features else { return }
            open(&contents)
            contents.predictor.take(Lesson(verdict, features))
            contents.scores.removeAll(keepingCapacity: true)
            contents.isUnsaved = true
        }
    }

    /// Writes what was learned since it was last written. What cannot be written is written the next time, and the
    /// person told once.
    func flush() {
        do throws(PredictorError) {
            try save()
            contents.withLockedValue { $0.isTroubled = false }
        } catch {
            contents.withLockedValue { contents in
                if !contents.isTroubled { contents.addNotice("Routing cannot save what it learned: \(error.message)") }
                contents.isTroubled = true
            }
        }
    }

    /// Writes what was learned since it was last written.
    ///
    /// - Throws: `PredictorError.unreadable`; what was learned is kept for the next time.
    func save() throws(PredictorError) {
        let due = contents.withLockedValue { contents -> Predictor? in
            guard contents.isUnsaved else { return nil }
            contents.isUnsaved = false
            return contents.predictor
        }
        guard let due else { return }
        do throws(PredictorError) { try rules.store?.save(due) } catch {
            contents.withLockedValue { $0.isUnsaved = true }
            throw error
        }
    }

    /// What the person should know, once.
    func takeNotices() -> [String] {
        contents.withLockedValue { contents in
            open(&contents)
            defer { contents.notices = [] }
            return contents.notices
        }
    }

    /// Reads the predictor from disk when it is first needed. One that cannot be read is left alone, and the cold start
    /// used.
    private func open(_ contents: inout Contents) {
        guard !contents.isOpen else { return }
        contents.isOpen = true
        do throws(PredictorError) {
            if let stored = try rules.store?.load() { contents.predictor = stored }
        } catch {
            contents.addNotice("Routing starts without what it learned: \(error.message)")
        }
        contents.predictor.know(rules.models)
    }
}
