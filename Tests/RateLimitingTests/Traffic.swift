import RateLimiting

/// A simulated minute-limited provider and those who ask it, in virtual time: each conversation sends a request, waits
/// for its answer, and sends the next one at once.
struct Traffic {
    var conversations = 20
    var limits: RateLimits
    /// How long the simulation runs.
    var length: Duration = .seconds(600)
    /// How many tokens a request sends.
    var input: ClosedRange<Int> = 1...1
    /// How many tokens it reserves for its answer, and which share of them the answer uses.
    var output: ClosedRange<Int> = 1...1
    var share: ClosedRange<Double> = 1...1
    /// Milliseconds until a request reaches the provider, and from there to the end of its answer.
    var arrival: ClosedRange<Int64> = 0...200
    var answer: ClosedRange<Int64> = 100...800

    /// What happened.
    struct Record {
        /// Requests as the limiter admitted them.
        var admitted = Log()
        /// Requests as the provider counted them: requests and input when they arrive, output when the answer ends.
        var served = Log()
        /// The seconds each request waited, by conversation.
        var waits: [[Double]]
        /// How many requests an enforcing provider refused.
        var refused = 0
        var requests = 0
    }

    /// Amounts at moments.
    struct Log {
        private(set) var entries: [[(at: Int64, amount: Int)]] = RateQuantity.allCases.map { _ in [] }

        mutating func add(_ amount: Int, _ quantity: RateQuantity, at time: Int64) {
            entries[quantity.rawValue].append((time, amount))
        }

        /// The most in any window of 60 seconds, wherever it begins.
        func peak(_ quantity: RateQuantity) -> Int {
            let sorted = entries[quantity.rawValue].sorted { $0.at < $1.at }
            var (first, sum, peak) = (0, 0, 0)
            for entry in sorted {
                sum += entry.amount
                while sorted[first].at <= entry.at - 60_000_000 {
                    sum -= sorted[first].amount
                    first += 1
                }
                peak = max(peak, sum)
            }
            return peak
        }

        func total(_ quantity: RateQuantity, from start: Int64, to end: Int64) -> Int {
            entries[quantity.rawValue].reduce(0) { start <= $1.at && $1.at < end ? $0 + $1.amount : $0 }
        }

        /// What counts in the minute before a moment.
        func recent(_ quantity: RateQuantity, at time: Int64) -> Int {
            entries[quantity.rawValue].reversed().lazy.prefix { $0.at > time - 120_000_000 }
                .reduce(0) { $1.at > time - 60_000_000 ? $0 + $1.amount : $0 }
        }
    }

    private enum Event {
        case ask(Int)
        case wake
        case arrive(Int, RateDemand, RateLimiter.Reservation)
        case end(RateDemand, RateLimiter.Reservation, Int)
    }

    func run(seed: UInt64) -> Record {
        var random = SeededRandom(seed: seed)
        var limiter = RateLimiter(limits, at: .zero)
        var record = Record(waits: Array(repeating: [], count: conversations))
        var agenda: [(at: Int64, order: Int, event: Event)] = []
        var order = 0
        func plan(_ event: Event, at time: Int64) {
            order += 1
            let entry = (at: time, order: order, event: event)
            let index = agenda.firstIndex { ($0.at, $0.order) > (time, order) } ?? agenda.endIndex
            agenda.insert(entry, at: index)
        }
        var asking: [Int: (conversation: Int, demand: RateDemand, since: Int64)] = [:]
        var planned: Int64?

        func admit(_ id: Int, _ reservation: RateLimiter.Reservation, at now: Int64) {
            guard let asked = asking.removeValue(forKey: id) else { return }
            // The first requests find the limit unused, and some of them need not wait at all.
            if asked.since > 120_000_000 { record.waits[asked.conversation].append(Double(now - asked.since) / 1e6) }
            for quantity in RateQuantity.allCases {
                let amount = quantity == .requests ? 1 : quantity == .inputTokens ? asked.demand.inputTokens : 0
                if amount > 0 { record.admitted.add(amount, quantity, at: now) }
            }
            let delay = Int64.random(in: arrival, using: &random) * 1000
            plan(.arrive(asked.conversation, asked.demand, reservation), at: now + delay)
        }
        func advance(to now: Int64) {
            let progress = limiter.advance(to: .microseconds(now))
            for (id, reservation) in progress.admitted { admit(id, reservation, at: now) }
            guard let wake = limiter.nextWake?.microseconds, planned.map({ wake < $0 || $0 <= now }) ?? true else {
                return
            }
            planned = wake
            plan(.wake, at: max(now, wake))
        }

        for conversation in 0..<conversations { plan(.ask(conversation), at: 0) }
        let end = length.microseconds
        while !agenda.isEmpty {
            let (now, _, event) = agenda.removeFirst()
            if now > end { break }
            switch event {
            case .ask(let conversation):
                record.requests += 1
                let demand = RateDemand(
                    inputTokens: .random(in: input, using: &random), outputTokens: .random(in: output, using: &random))
                asking[record.requests] = (conversation, demand, now)
                let answer = limiter.request(
                    demand, id: record.requests, conversation: "\(conversation)", at: .microseconds(now))
                if case .admitted(let reservation) = answer { admit(record.requests, reservation, at: now) }
                advance(to: now)
            case .wake: advance(to: now)
            case .arrive(let conversation, let demand, let reservation):
                let used = Int((Double(demand.outputTokens) * .random(in: share, using: &random)).rounded(.up))
                if isRefused(demand, used, record, at: now) { record.refused += 1 }
                record.served.add(1, .requests, at: now)
                record.served.add(demand.inputTokens, .inputTokens, at: now)
                let delay = Int64.random(in: answer, using: &random) * 1000
                let spent = RateDemand(inputTokens: demand.inputTokens, outputTokens: used)
                plan(.end(spent, reservation, conversation), at: now + delay)
            case .end(let used, let reservation, let conversation):
                record.served.add(used.outputTokens, .outputTokens, at: now)
                limiter.settle(reservation, used: used, at: .microseconds(now))
                plan(.ask(conversation), at: now)
                advance(to: now)
            }
        }
        return record
    }

    /// What a provider does that counts the minute before each request.
    private func isRefused(_ demand: RateDemand, _ used: Int, _ record: Record, at now: Int64) -> Bool {
        func exceeds(_ limit: Int?, _ amount: Int, _ quantity: RateQuantity) -> Bool {
            limit.map { record.served.recent(quantity, at: now) + amount > $0 } ?? false
        }
        return exceeds(limits.requests, 1, .requests)
            || exceeds(limits.inputTokens, demand.inputTokens, .inputTokens)
            || exceeds(limits.outputTokens, used, .outputTokens)
    }
}

extension Duration {
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
