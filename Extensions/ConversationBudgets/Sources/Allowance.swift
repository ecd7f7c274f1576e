import AgentRuntime
import LanguageModels
import Money

/// What an attempt may cost at each length of its answer, and how long an answer what is left allows.
struct Allowance {
    /// No answer is shortened below this many tokens: the least that providers accept.
    static let floor = 16
    /// While calls in flight may free more, an answer is not shortened below this many tokens.
    static let comfortable = 2048
    /// What is taken for the longest answer of a model that says nothing of it.
    static let longestAnswer = 65_536

    /// The longest answer that the request allows.
    let desired: Int
    /// Whether the request must say how long the answer may be, because nothing else bounds it.
    let isUnbounded: Bool
    private let promptTokens: Int
    private let cost: (Int) -> Money?

    /// - Parameter cost: the worst case for an answer of so many tokens; nil when the model has no price.
    init(_ attempt: ModelAttempt, cost: @escaping (Int) -> Money?) {
        isUnbounded = attempt.start.maxOutputTokens == nil
        desired = attempt.start.maxOutputTokens ?? Self.longestAnswer
        // With what the provider adds of the request's own to the prompt.
        promptTokens =
            CallBounds(attempt.request, promptTokens: attempt.start.promptTokens, maxOutputTokens: nil).promptTokens
        self.cost = cost
    }

    /// The same for a prompt of so many tokens and an answer of at most `desired`.
    init(prompt: Int, desired: Int, cost: @escaping (Int) -> Money?) {
        isUnbounded = false
        self.desired = desired
        promptTokens = prompt
        self.cost = cost
    }

    /// The worst case for an answer of at most `tokens`; nil when the model has no price.
    func worstCase(_ tokens: Int) -> Money? { cost(tokens) }

    /// What is held for an answer of at most `tokens`.
    func amount(_ tokens: Int) -> BudgetAmount {
        BudgetAmount(usd: cost(tokens) ?? .zero, tokens: promptTokens + tokens, operations: 1)
    }

    /// The longest answer that fits into all of `limits`; nil when not even the shortest does.
    func longest(within limits: [BudgetLimits]) -> Int? {
        func fits(_ tokens: Int) -> Bool {
            let amount = amount(tokens)
            return limits.allSatisfy { $0.allows(amount) }
        }
        var low = min(Self.floor, desired)
        guard fits(low) else { return nil }
        var high = desired
        if fits(high) { return high }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if fits(middle) { low = middle } else { high = middle }
        }
        return low
    }

    /// What to do when an attempt does not fit.
    enum Verdict: Equatable {
        /// Ask for an answer of at most so many tokens.
        case shorten(Int)
        /// Wait for what calls in flight may free.
        case wait
        /// The money is gone.
        case refuse
    }

    /// Judges a refusal by what is free now, what would be if calls in flight cost nothing, and how many wait.
    ///
    /// With others in line nobody takes more than a fair part, as long as that part is comfortable.
    func verdict(_ statuses: [BudgetStatus], waiting: Int) -> Verdict {
        guard let later = longest(within: statuses.map(\.remaining)) else { return .refuse }
        guard let now = longest(within: statuses.map(\.free)) else { return .wait }
        let enough = min(desired, Self.comfortable)
        guard now >= enough || now >= later else { return .wait }
        return .shorten(waiting > 0 ? max(min(now, enough), now / (waiting + 1)) : now)
    }
}

extension BudgetLimits {
    fileprivate func allows(_ amount: BudgetAmount) -> Bool {
        (usd.map { amount.usd <= $0 || amount.usd.isZero } ?? true) && (tokens.map { amount.tokens <= $0 } ?? true)
            && (operations.map { amount.operations <= $0 } ?? true)
    }
}
