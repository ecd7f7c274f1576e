public import Money

/// How many tasks ended: turns of the agent itself, one user message to its final answer each.
public struct TaskCount: Sendable, Hashable {
    /// Those that ended with a final answer.
    public var completed: Int
    /// Those that ended otherwise: cancelled, failed, stopped, interrupted.
    public var others: Int

    /// Makes a count.
    public init(completed: Int = 0, others: Int = 0) {
        self.completed = completed
        self.others = others
    }

    /// What a successful task bears when everything that was spent, also on those that failed, is spread over them; nil
    /// without any.
    public func costPerSuccess(of cost: Money) -> Money? { completed == 0 ? nil : cost.share(1, of: completed) }
}
