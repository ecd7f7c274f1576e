public import AgentRuntime
public import LanguageModels
public import Money

/// What the LocalFirst extension goes by.
public struct LocalFirstPolicy: Sendable, Hashable {
    /// The model that runs here.
    public var local: ModelID
    /// The model at a provider, for what is too large to run here well.
    public var cloud: ModelID
    /// The largest prompt in tokens that always stays local.
    public var contextTokens = 4096
    /// The share of requests that stay local, in ten-thousandths.
    public var localShare = 9800
    /// Requests of a month before the share counts: the first large one would break it otherwise.
    public var warmUp = 50
    /// What cloud models may cost in a month.
    public var cloudLimit = Money(dollars: 2)
    /// What everything may cost in a month; nil is unlimited.
    public var monthLimit: Money?
    /// Costs that arise in a month whatever is asked.
    public var fixed = Money.zero
    /// Whether these count against `monthLimit`. As a rule they use up most of it.
    public var includesFixed = false
    /// Shares of a limit at which an alert is given, in thousandths, rising.
    public var thresholds = [800, 950]
    /// What a job may cost on average.
    public var jobLimit = Money(picodollars: 10_000_000_000)
    /// Large prompts that run locally at once; the others wait.
    public var slots = 1
    /// Large prompts that may wait.
    public var queueLimit = 1000
    /// Whose months they are.
    public var timeZone = TimeZoneRules.utc

    /// Makes a policy with the usual limits.
    public init(local: ModelID, cloud: ModelID) {
        self.local = local
        self.cloud = cloud
    }

    /// What becomes of a request.
    ///
    /// - Parameters:
    ///   - tokens: its prompt's length.
    ///   - worstCase: the most it can cost in the cloud; nil when that is not known, which keeps it local.
    ///   - priority: how important it is.
    ///   - month: what has been spent and asked so far.
    public func decide(
        tokens: Int, worstCase: Money?, priority: BudgetPriority, month: LocalFirstMonth
    ) -> LocalFirstDecision {
        if tokens <= contextTokens { return .optimalLocal }
        guard keepsShare(month) else { return .forceLocal }
        guard let worstCase, fits(worstCase, month) else { return priority == .high ? .forceLocal : .queueLocal }
        // The cloud's own limit holds whoever asks.
        return month.cloudSpent + month.cloudHeld + worstCase <= cloudLimit ? .budgetCloud : .queueLocal
    }

    /// Whether one more request in the cloud leaves enough of them local. Those in flight count as they will.
    private func keepsShare(_ month: LocalFirstMonth) -> Bool {
        let cloud = month.cloudRequests + month.cloudInFlight + 1
        let total = month.localRequests + cloud
        return total <= warmUp || cloud * 10_000 <= (10_000 - localShare) * total
    }

    private func fits(_ worstCase: Money, _ month: LocalFirstMonth) -> Bool {
        guard let monthLimit else { return true }
        let spent = month.spent + month.cloudHeld + (includesFixed ? fixed : .zero)
        return spent + worstCase <= monthLimit
    }
}
