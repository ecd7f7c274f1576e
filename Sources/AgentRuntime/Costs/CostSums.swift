public import Money

/// What some ledger entries add up to. Sums are exact; an unknown cost is counted apart and never as zero.
public struct CostSums: Sendable, Hashable {
    /// How many entries: settled attempts, and answers that needed none.
    public var entries = 0
    /// How many of them gave a complete answer.
    public var succeeded = 0
    /// How many of them were cancelled.
    public var cancelled = 0
    /// How many of them were lost with their process and are charged at worst case.
    public var lost = 0
    /// How many of them were answered without asking a provider.
    public var cached = 0
    /// How many of them are second and later attempts of their calls.
    public var retries = 0
    /// The sum of the known costs.
    public var cost = Money.zero
    /// How many entries have no known cost: `cost` is then a lower bound.
    public var unpriced = 0
    /// How many entries have a cost that rests on our own count of tokens.
    public var estimated = 0
    /// What was used. What is not counted in tokens is not part of it.
    public var usage = Usage()
    /// What was saved against the stated baseline, where an entry has one.
    public var savings = Savings()
    /// How many entries have a baseline.
    public var withBaseline = 0
    /// The cost of the entries that have a baseline: `baseline` less this is what was saved.
    public var costWithBaseline = Money.zero
    /// Time from sending to the end, all entries together.
    public var latencyMicroseconds: Int64 = 0
    /// Time from sending to the first event, of the entries that had one.
    public var firstTokenMicroseconds: Int64 = 0
    /// How many entries had a first event.
    public var firstTokens = 0

    /// Makes empty sums.
    public init() {}

    /// How many entries failed.
    public var failed: Int { entries - succeeded - cancelled - lost - cached }

    /// Whether every cost is known and none rests on an estimate.
    public var isComplete: Bool { unpriced == 0 && estimated == 0 }

    /// What the entries that have a baseline would have cost by it: exactly their cost and all that was saved.
    public var baseline: Money { costWithBaseline + savings.total }

    /// The cost a successful entry bears when the failed ones are spread over those that succeeded; nil without any.
    public var costPerSuccess: Money? {
        let answers = succeeded + cached
        return answers == 0 ? nil : cost.share(1, of: answers)
    }

    /// Adds a settled entry.
    public mutating func add(_ start: AttemptStart, _ settlement: AttemptSettlement) {
        entries += 1
        switch settlement.outcome {
        case .succeeded: succeeded += 1
        case .cancelled: cancelled += 1
        case .lost: lost += 1
        case .cached: cached += 1
        case .failed: break
        }
        if start.number > 0 { retries += 1 }
        cost += settlement.cost ?? .zero
        unpriced += settlement.cost == nil ? 1 : 0
        estimated += settlement.costState == .estimated ? 1 : 0
        usage += settlement.usage.tokens
        if let saved = settlement.savings {
            savings += saved
            withBaseline += 1
            costWithBaseline += settlement.cost ?? .zero
        }
        latencyMicroseconds += settlement.latencyMicroseconds
        if let first = settlement.firstTokenMicroseconds {
            firstTokenMicroseconds += first
            firstTokens += 1
        }
    }

    /// Adds two sums.
    public static func + (a: CostSums, b: CostSums) -> CostSums {
        var sum = a
        sum.entries += b.entries
        sum.succeeded += b.succeeded
        sum.cancelled += b.cancelled
        sum.lost += b.lost
        sum.cached += b.cached
        sum.retries += b.retries
        sum.cost += b.cost
        sum.unpriced += b.unpriced
        sum.estimated += b.estimated
        sum.usage += b.usage
        sum.savings += b.savings
        sum.withBaseline += b.withBaseline
        sum.costWithBaseline += b.costWithBaseline
        sum.latencyMicroseconds += b.latencyMicroseconds
        sum.firstTokenMicroseconds += b.firstTokenMicroseconds
        sum.firstTokens += b.firstTokens
        return sum
    }

    /// Adds sums in place.
    public static func += (a: inout CostSums, b: CostSums) { a = a + b }
}

extension Usage {
    /// The token buckets alone.
    var tokens: Usage {
        guard !serverTools.isEmpty || !units.isEmpty else { return self }
        var tokens = self
        tokens.serverTools = [:]
        tokens.units = [:]
        return tokens
    }
}
