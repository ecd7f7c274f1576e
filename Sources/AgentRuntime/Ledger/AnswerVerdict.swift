public import LanguageModels

/// One observation of how good a model's answer was: what routing learns from and what a model's quality is counted by.
public struct AnswerVerdict: Sendable, Hashable, Codable {
    /// Who or what found it.
    public enum Source: String, Sendable, Hashable, Codable, CaseIterable {
        /// A person said so.
        case thumb
        /// A model was asked to mark it.
        case judge
        /// It passed or failed a check that needs nobody: empty, refused, cut off, invalid.
        case check
        /// The same message was asked again.
        case retry
        /// The message was asked again in other words.
        case edit
        /// The call failed.
        case error
        /// A stronger model was asked for instead.
        case escalation
        /// The conversation went on without any of that.
        case continued
    }

    /// The verdict; the same one counts once.
    public var id: VerdictID
    /// The conversation.
    public var conversation: ConversationID
    /// The turn whose answer it is about.
    public var turn: TurnID
    /// The model that answered.
    public var model: ModelID
    /// The tier it was chosen for.
    public var tier: String?
    /// The decision that chose it.
    public var decision: DecisionID?
    /// Who or what found it.
    public var source: Source
    /// How good the answer was, in thousandths: 0 is useless, 1000 is all one can ask.
    public var mark: Int
    /// When it was found.
    public var foundAt: Timestamp

    /// Makes a verdict.
    ///
    /// - Parameter mark: thousandths; what is outside 0…1000 is brought to the nearer end.
    public init(
        id: VerdictID, conversation: ConversationID, turn: TurnID, model: ModelID, tier: String? = nil,
        decision: DecisionID? = nil, source: Source, mark: Int, foundAt: Timestamp
    ) {
        self.id = id
        self.conversation = conversation
        self.turn = turn
        self.model = model
        self.tier = tier
        self.decision = decision
        self.source = source
        self.mark = min(1_000, max(0, mark))
        self.foundAt = foundAt
    }

    /// The mark as a share of 0…1.
    public var quality: Double { Double(mark) / 1_000 }
}
