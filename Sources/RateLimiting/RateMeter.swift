/// One limited quantity: its limit, what counted in the last minute, and what is held for requests under way.
struct RateMeter: Sendable {
    let quantity: RateQuantity
    /// The limit that the settings state.
    var stated: Int?
    /// The limit that the provider showed.
    var learned: Int?
    /// Held for requests under way: it counts however long they take.
    private(set) var held = 0
    private var window: SlidingWindow

    init(_ quantity: RateQuantity, stated: Int?, at slot: Int64) {
        self.quantity = quantity
        self.stated = stated
        window = SlidingWindow(at: slot)
    }

    /// The limit that counts; nil when there is none.
    var limit: Int? {
        guard let stated else { return learned }
        return min(stated, learned ?? stated)
    }

    /// What counts now.
    var used: Int { window.sum + held }

    /// What a demand counts for here. One that is larger than what the provider showed is let through alone: the
    /// provider knows better what its headers mean.
    func amount(of demand: RateDemand) -> Int {
        let amount = demand[quantity]
        guard stated == nil, let learned else { return amount }
        return min(amount, learned)
    }

    /// Whether a demand can never be met.
    func exceedsLimit(_ demand: RateDemand) -> Bool { stated.map { demand[quantity] > $0 } ?? false }

    func fits(_ demand: RateDemand) -> Bool {
        guard let limit else { return true }
        return amount(of: demand) <= limit - used
    }

    mutating func advance(to slot: Int64) { window.advance(to: slot) }

    /// Takes a demand. Requests and prompts count from now for a minute. Answers are held until they end and count for
    /// a minute from then: some vendors count them when the request comes, others as they are written.
    ///
    /// - Returns: what was taken.
    mutating func take(_ demand: RateDemand, in slot: Int64) -> Int {
        guard limit != nil else { return 0 }
        let amount = amount(of: demand)
        if countsAtEnd { held += amount } else { window.add(amount, to: slot) }
        return amount
    }

    /// Replaces what was taken by what was used; `slot` is the one in which it was taken.
    mutating func settle(_ taken: Int, used: Int, from slot: Int64, at now: Int64) {
        if countsAtEnd { held -= taken }
        guard limit != nil else { return }
        if countsAtEnd { window.add(used, to: now) } else { window.add(used - taken, to: slot) }
    }

    /// Learns from what the provider says: a limit, and use of others with the same key, which counts until the
    /// provider says that it will have passed.
    mutating func learn(_ observed: ObservedLimit, at slot: Int64) {
        guard observed.limit > 0 else { return }
        learned = observed.limit
        guard let remaining = observed.remaining else { return }
        let foreign = observed.limit - max(0, remaining) - used
        guard foreign > 0 else { return }
        let reset = observed.reset.map { $0.slots } ?? Int64(SlidingWindow.slotCount)
        window.add(foreign, to: slot - max(0, Int64(SlidingWindow.slotCount) - reset))
    }

    /// The slot at whose beginning a demand fits if nothing else happens; nil when a request under way must end first.
    func slotFitting(_ demand: RateDemand) -> Int64? {
        guard let limit else { return 0 }
        return window.slotFreeing(amount(of: demand) - (limit - used))
    }

    private var countsAtEnd: Bool { quantity == .outputTokens || quantity == .totalTokens }
}

extension Duration {
    /// Microseconds, rounded down; saturates far beyond any process's life.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .max : whole + attoseconds / 1_000_000_000_000
    }

    /// Slots of a window, rounded up.
    fileprivate var slots: Int64 {
        (max(0, min(microseconds, 3_600_000_000)) + SlidingWindow.slotLength - 1) / SlidingWindow.slotLength
    }
}
