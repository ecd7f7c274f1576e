/// The rate limits of one model with one key: an exact sliding window of a minute for requests, input tokens and output
/// tokens, and a fair line of those who wait.
///
/// A value: time goes in, answers come out. Before a request is sent, what it can use at most is reserved; when it
/// ends, what it used takes its place. In no window of 60 seconds, wherever it begins, more than a limit is used as far
/// as the demands were right.
package struct RateLimiter: Sendable {
    /// What is reserved for a request until `settle`.
    package struct Reservation: Sendable, Hashable {
        let slot: Int64
        /// What was taken of each quantity.
        let taken: SIMD4<Int>
    }

    /// The answer to a request.
    package enum Answer: Sendable, Hashable {
        /// It may be sent now.
        case admitted(Reservation)
        /// It waits behind so many others. `advance` admits it.
        case waits(behind: Int)
        /// It will never be admitted.
        case refused(Refusal)
    }

    /// Why somebody need not wait.
    package enum Refusal: Sendable, Hashable {
        /// It wants more of this than may be used in a minute.
        case oversized(RateQuantity, wanted: Int, limit: Int)
        /// So many wait already that the line is closed.
        case crowded(Int)
    }

    /// What the passing of time brought.
    package struct Progress: Sendable {
        /// Who may send now, in order.
        package var admitted: [(id: Int, reservation: Reservation)] = []
        /// Whose deadline has passed.
        package var overdue: [Int] = []
    }

    /// Who wait at most.
    package static let capacity = 10_000
    /// No provider is believed that wants a longer pause.
    package static let longestPause: Int64 = 3_600_000_000

    private var meters: [RateMeter]
    private var line = WaitingLine()
    /// Nothing is sent before.
    private var pausedUntil: Int64 = 0

    /// Makes a limiter that has seen nothing yet.
    package init(_ limits: RateLimits = RateLimits(), at now: Duration) {
        let slot = SlidingWindow.slot(at: now.microseconds)
        meters = RateQuantity.allCases.map { RateMeter($0, stated: limits[$0], at: slot) }
    }

    /// How many wait.
    package var waiting: Int { line.count }

    /// The limit of a quantity; nil when there is none.
    package func limit(_ quantity: RateQuantity) -> Int? { meters[quantity.rawValue].limit }

    /// What counts now of a quantity, as of the last moment that went in.
    package func used(_ quantity: RateQuantity) -> Int { meters[quantity.rawValue].used }

    /// Asks to send a request.
    ///
    /// - Parameters:
    ///   - id: names the request in `advance` and `cancel`; unique among those who wait.
    ///   - conversation: whose turn it is.
    ///   - deadline: until when it waits.
    package mutating func request(
        _ demand: RateDemand, id: Int, conversation: String, deadline: Duration? = nil, at now: Duration
    ) -> Answer {
        for meter in meters where meter.exceedsLimit(demand) {
            return .refused(
                .oversized(meter.quantity, wanted: demand[meter.quantity], limit: meter.stated ?? 0))
        }
        if let reservation = admit(demand, at: now) { return .admitted(reservation) }
        guard line.count < Self.capacity else { return .refused(.crowded(line.count)) }
        line.append(
            WaitingLine.Waiter(
                id: id, conversation: conversation, demand: demand, deadline: deadline?.microseconds))
        return .waits(behind: line.count - 1)
    }

    /// Reserves for a request that need not wait; nil when it would have to.
    package mutating func admit(_ demand: RateDemand, at now: Duration) -> Reservation? {
        guard line.isEmpty else { return nil }
        let now = now.microseconds
        let slot = move(to: now)
        return pausedUntil <= now && fits(demand) ? take(demand, slot) : nil
    }

    /// Whether a request could be sent now without waiting. Nothing is reserved.
    package mutating func hasRoom(for demand: RateDemand, at now: Duration) -> Bool {
        guard line.isEmpty, !meters.contains(where: { $0.exceedsLimit(demand) }) else { return false }
        _ = move(to: now.microseconds)
        return pausedUntil <= now.microseconds && fits(demand)
    }

    /// Lets time pass: admits those whose turn has come and who fit, strictly in turn, so that a large request is not
    /// overtaken for ever by small ones.
    package mutating func advance(to now: Duration) -> Progress {
        let now = now.microseconds
        var progress = Progress()
        guard !line.isEmpty else { return progress }
        progress.overdue = line.removeOverdue(at: now).map(\.id)
        let slot = move(to: now)
        guard pausedUntil <= now else { return progress }
        while let first = line.first, fits(first.demand), let served = line.removeFirst() {
            progress.admitted.append((served.id, take(served.demand, slot)))
        }
        return progress
    }

    /// When `advance` will admit somebody or give somebody up if nothing else happens; nil when nobody waits, or when
    /// a request under way must end first.
    package var nextWake: Duration? {
        guard let first = line.first else { return nil }
        var wake: Int64? = pausedUntil
        for meter in meters {
            guard let time = wake, let slot = meter.slotFitting(first.demand) else {
                wake = nil
                break
            }
            wake = max(time, SlidingWindow.start(of: slot))
        }
        guard let earliest = [wake, line.nextDeadline].compactMap(\.self).min() else { return nil }
        return .microseconds(earliest)
    }

    /// The quantity for which the first of the line waits; nil when it waits for a pause to end.
    package var bottleneck: RateQuantity? {
        guard let first = line.first else { return nil }
        return meters.first { !$0.fits(first.demand) }?.quantity
    }

    /// Takes somebody out of the line.
    ///
    /// - Returns: whether they stood in it. Those behind may now fit: call `advance`.
    package mutating func cancel(_ id: Int, of conversation: String) -> Bool { line.remove(id, of: conversation) }

    /// Replaces a reservation by what was really used, in the slot it came from. Those who wait may now fit: call
    /// `advance`.
    ///
    /// - Parameter used: nil when nothing was sent at all, which gives everything back.
    package mutating func settle(_ reservation: Reservation, used: RateDemand?, at now: Duration) {
        let slot = move(to: now.microseconds)
        for index in meters.indices {
            meters[index].settle(
                reservation.taken[index], used: used?[meters[index].quantity] ?? 0, from: reservation.slot, at: slot)
        }
    }

    /// Learns a limit from what the provider says.
    package mutating func learn(_ quantity: RateQuantity, _ observed: ObservedLimit, at now: Duration) {
        let slot = move(to: now.microseconds)
        meters[quantity.rawValue].learn(observed, at: slot)
    }

    /// Sends nothing for a while, as a provider asked.
    package mutating func pause(for duration: Duration, at now: Duration) {
        let until = now.microseconds + min(max(0, duration.microseconds), Self.longestPause)
        pausedUntil = max(pausedUntil, until)
    }

    private func fits(_ demand: RateDemand) -> Bool {
        for meter in meters where !meter.fits(demand) { return false }
        return true
    }

    private mutating func take(_ demand: RateDemand, _ slot: Int64) -> Reservation {
        var taken = SIMD4<Int>()
        for index in meters.indices { taken[index] = meters[index].take(demand, in: slot) }
        return Reservation(slot: slot, taken: taken)
    }

    private mutating func move(to now: Int64) -> Int64 {
        let slot = SlidingWindow.slot(at: now)
        for index in meters.indices { meters[index].advance(to: slot) }
        return slot
    }
}
