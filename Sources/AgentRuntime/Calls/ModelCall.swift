public import LanguageModels
public import Money

/// One logical model call: what the loop, a tool or an extension wants, before it becomes attempts.
public struct ModelCall: Sendable, Hashable, Codable {
    /// The call.
    public let id: CallID
    /// The model slot.
    public let slot: ModelSlot
    /// What it is made for.
    public var purpose: CallPurpose
    /// The pass of the loop in which it is made, from 0.
    public let iteration: Int
    /// The tool that makes it, when one does.
    public var tool: String?
    /// The extension that makes it, when one does.
    public var caller: String?
    /// The request. `request.model` is whom to ask first; changing it asks another model.
    @Boxed public var request: ModelRequest
    /// Whom to ask instead when that fails, in order.
    public var fallbacks: [ModelID]
    /// The tier the model was chosen for.
    public var tier: String?
    /// The kind of task, as the router saw it.
    public var task: String?
    /// What the call's cost is compared with; nil when nobody states a baseline.
    public var baseline: AttemptBaseline?
    /// Tokens that were taken out of the prompt before it came to this call.
    public var removedTokens: Int
    /// The decision that chose the model.
    public var decision: DecisionID?
    /// Whether nobody watches: limited and priced like any other call, only its progress is not shown.
    public var isBackground: Bool
    /// How long it may take with all its attempts and waits; nil, or more than the settings allow, is what they allow.
    public var timeLimit: Duration?
    /// How much of the answer is kept back until everything around `model_call` has returned. Set it on the call that is
    /// passed on.
    public var hold = AnswerHold.nothing

    /// Makes a call.
    public init(
        id: CallID, slot: ModelSlot, purpose: CallPurpose, iteration: Int, tool: String? = nil, caller: String? = nil,
        request: ModelRequest, fallbacks: [ModelID] = [], tier: String? = nil, task: String? = nil,
        baseline: AttemptBaseline? = nil, removedTokens: Int = 0, decision: DecisionID? = nil,
        isBackground: Bool = false, timeLimit: Duration? = nil
    ) {
        self.id = id
        self.slot = slot
        self.purpose = purpose
        self.iteration = iteration
        self.tool = tool
        self.caller = caller
        self.request = request
        self.fallbacks = fallbacks
        self.tier = tier
        self.task = task
        self.baseline = baseline
        self.removedTokens = removedTokens
        self.decision = decision
        self.isBackground = isBackground
        self.timeLimit = timeLimit
    }
}

/// One request to one provider, about to be made.
public struct ModelAttempt: Sendable, Hashable, Codable {
    /// What the ledger will know of it. Worst case and token counts are of `request` as it stood when it was made.
    @Boxed public var start: AttemptStart
    /// The request to send; lowering `maxOutputTokens` clamps it to what a budget allows.
    @Boxed public var request: ModelRequest
    /// What is held for it while it is in flight, in the commit that writes its beginning; nil holds nothing.
    public var hold: BudgetHold? {
        get { boxedHold?.wrappedValue }
        set { boxedHold = newValue.map { Boxed(wrappedValue: $0) } }
    }
    private var boxedHold: Boxed<BudgetHold>?

    private enum CodingKeys: String, CodingKey { case start, request, boxedHold = "hold" }

    /// Makes an attempt.
    public init(start: AttemptStart, request: ModelRequest, hold: BudgetHold? = nil) {
        self.start = start
        self.request = request
        boxedHold = hold.map { Boxed(wrappedValue: $0) }
    }

    /// What is written before it is sent.
    var opening: [LedgerFact] {
        hold.map { [.budgetHeld($0), .attemptStarted(start)] } ?? [.attemptStarted(start)]
    }
}

/// How a call ended: the payload of the `*_model_call_after` points.
public struct CallReport: Sendable, Codable {
    /// The ways a call ends.
    public enum Outcome: String, Sendable, Hashable, Codable {
        /// With an answer.
        case succeeded
        /// With an error.
        case failed
        /// Cancelled by the caller.
        case cancelled
    }

    /// The call as it was made.
    @Boxed public private(set) var call: ModelCall
    /// How it ended.
    public let outcome: Outcome
    /// The answer; changing it changes what the caller gets.
    public var response: ModelResponse? {
        get { boxedResponse?.wrappedValue }
        set { boxedResponse = newValue.map { Boxed(wrappedValue: $0) } }
    }
    private var boxedResponse: Boxed<ModelResponse>?
    /// Its attempts, in order, each with its usage and cost.
    public let attempts: [AttemptRecord]
    /// The error's text, when it failed.
    public let error: String?

    private enum CodingKeys: String, CodingKey { case call, outcome, boxedResponse = "response", attempts, error }

    /// Makes a report.
    public init(
        call: ModelCall, outcome: Outcome, response: ModelResponse?, attempts: [AttemptRecord], error: String?
    ) {
        self.call = call
        self.outcome = outcome
        boxedResponse = response.map { Boxed(wrappedValue: $0) }
        self.attempts = attempts
        self.error = error
    }

    /// The sum of the attempts' known costs.
    public var cost: Money {
        attempts.reduce(into: Money.zero) { sum, attempt in
            if let cost = attempt.settlement?.cost { sum += cost }
        }
    }
}
