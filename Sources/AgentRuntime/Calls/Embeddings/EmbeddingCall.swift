public import LanguageModels

/// A call of the embedding slot.
public struct EmbeddingCall: Sendable, Hashable, Codable {
    /// The call.
    public let id: CallID
    /// What it is made for.
    public var purpose: CallPurpose
    /// What the call's cost is compared with; nil when nobody states a baseline.
    public var baseline: AttemptBaseline?
    /// The extension that makes it, when one does.
    public var caller: String?
    /// The model to ask.
    public var model: ModelID
    /// Whom to ask instead when that fails. All vectors of a call are of one model; the response says of which.
    public var fallbacks: [ModelID]
    /// The texts.
    public var texts: [String]
    /// The vectors' length; nil leaves it to the model.
    public var dimensions: Int?
    /// How long it may take with all its attempts and waits; nil, or more than the settings allow, is what they allow.
    public var timeLimit: Duration?

    /// Makes a call.
    public init(
        id: CallID, purpose: CallPurpose, caller: String? = nil, model: ModelID, fallbacks: [ModelID] = [],
        texts: [String], dimensions: Int? = nil, timeLimit: Duration? = nil
    ) {
        self.id = id
        self.purpose = purpose
        self.caller = caller
        self.model = model
        self.fallbacks = fallbacks
        self.timeLimit = timeLimit
        self.texts = texts
        self.dimensions = dimensions
    }
}

/// How a call of the embedding slot ended.
public struct EmbeddingReport: Sendable, Codable {
    /// The call as it was made.
    public let call: EmbeddingCall
    /// How it ended.
    public let outcome: CallReport.Outcome
    /// The vectors.
    public var response: EmbeddingResponse?
    /// Its attempts, in order, each with its usage and cost.
    public let attempts: [AttemptRecord]
    /// The error's text, when it failed.
    public let error: String?

    /// Makes a report.
    public init(
        call: EmbeddingCall, outcome: CallReport.Outcome, response: EmbeddingResponse?, attempts: [AttemptRecord],
        error: String?
    ) {
        self.call = call
        self.outcome = outcome
        self.response = response
        self.attempts = attempts
        self.error = error
    }
}
