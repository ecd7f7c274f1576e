public import LanguageModels

/// What happens while a turn runs, in order, for whoever shows it.
public enum RunEvent: Sendable {
    /// A turn began.
    case turnStarted(TurnID, depth: Int)
    /// A pass of the loop begins with this model.
    indirect case iterationStarted(Int, route: Route)
    /// More of the reasoning, as edited.
    case reasoning(String)
    /// More of the answer, as edited.
    case text(String)
    /// The pass's answer is complete.
    case answerEnded
    /// A tool is called.
    indirect case toolStarted(ToolInvocation)
    /// A running tool reports progress.
    indirect case toolProgress(ToolProgress)
    /// A tool answered.
    indirect case toolFinished(ToolOutcome)
    /// An attempt failed and is tried again after a wait.
    indirect case retrying(ModelError, after: Duration, number: Int)
    /// A model failed and another is asked.
    indirect case fallingBack(ModelError, to: ModelID)
    /// A call waits its turn for money that calls in flight may free; it goes on, or is refused after `deadline`.
    indirect case waitingForBudget(BudgetStatus, deadline: Timestamp)
    /// An attempt waits for its model's rate limit.
    indirect case waiting(RateWait)
    /// An attempt was settled.
    case settled(AttemptRecord)
    /// A message typed meanwhile was taken in.
    case interventionTaken(String)
    /// A line for the person that belongs to no answer: a failed extension, a limit that is near.
    case notice(String)
    /// An event of a subordinate.
    indirect case subordinate(depth: Int, RunEvent)
}

/// Where events go. What it throws ends the turn, e.g. because the reader is gone.
public typealias RunEventSink = @Sendable (RunEvent) async throws -> Void

/// How a turn ended well.
public struct TurnResult: Sendable {
    /// The turn.
    public var turn: TurnID
    /// The final answer.
    public var text: String
    /// How many passes of the loop it took.
    public var iterations: Int
    /// The model that gave the final answer.
    public var route: Route
    /// The tools called, in order.
    public var toolCalls: [ToolOutcome]
    /// Every attempt of the turn, subordinates' included, in order.
    public var attempts: [AttemptRecord]

    /// Makes a result.
    public init(
        turn: TurnID, text: String, iterations: Int, route: Route, toolCalls: [ToolOutcome], attempts: [AttemptRecord]
    ) {
        self.turn = turn
        self.text = text
        self.iterations = iterations
        self.route = route
        self.toolCalls = toolCalls
        self.attempts = attempts
    }
}
