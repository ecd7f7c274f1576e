import AgentRuntime
import LanguageModels
import Money
import RunLedger

/// Calls as the ledger sees them: a commit that holds the worst case in four scopes and begins an attempt, and one that
/// settles it.
struct SettlementRun: Sendable {
    private let ledger: SQLiteLedger
    private let clock = SystemClock()

    init(_ ledger: SQLiteLedger) { self.ledger = ledger }

    static func claims(_ conversation: ConversationID) -> [BudgetClaim] {
        let limits = BudgetLimits(usd: Money(dollars: 1_000_000), tokens: 1_000_000_000_000)
        let now = SystemClock().now
        return [
            BudgetClaim(.global, limits: limits),
            BudgetClaim(.month, window: BudgetCalendar.utc.month(containing: now), limits: limits),
            BudgetClaim(.day, window: BudgetCalendar.utc.day(containing: now), limits: limits),
            BudgetClaim(.conversation(conversation), limits: limits),
        ]
    }

    /// One conversation with one open turn.
    private struct Seat {
        let conversation: ConversationID
        let turn: TurnID
        let claims: [BudgetClaim]
    }

    private func seat() async throws -> Seat {
        let now = clock.now
        let conversation = ConversationID(at: now)
        let turn = TurnRecord(id: TurnID(at: now), conversation: conversation, startedAt: now)
        try await ledger.commit([
            .conversationStarted(ConversationRecord(id: conversation, startedAt: now)), .turnStarted(turn),
        ])
        return Seat(conversation: conversation, turn: turn.id, claims: Self.claims(conversation))
    }

    private func call(_ seat: Seat) async throws {
        let now = clock.now
        let start = AttemptStart(
            id: AttemptID(at: now), call: CallID(at: now), conversation: seat.conversation, turn: seat.turn,
            iteration: 0, number: 0, slot: .chat, purpose: .chat, model: ModelID(provider: "bench", name: "model"),
            startedAt: now, promptTokens: 100, maxOutputTokens: 100, worstCase: Money(picodollars: 1000),
            priceVersion: "1")
        let hold = BudgetHold(
            attempt: start.id, claims: seat.claims,
            amount: BudgetAmount(usd: Money(picodollars: 1000), tokens: 200, operations: 1),
            deadline: now + .seconds(3600))
        try await ledger.commit([.budgetHeld(hold), .attemptStarted(start)])
        try await ledger.commit([
            .attemptSettled(
                AttemptSettlement(
                    id: start.id, settledAt: now, outcome: .succeeded, usage: Usage(input: 100, output: 40),
                    usageSource: .provider, cost: Money(picodollars: 700), costState: .computed,
                    latencyMicroseconds: 1000))
        ])
    }

    /// Microseconds a call, one after the other.
    func sequential(_ count: Int) async throws -> Double {
        let seat = try await seat()
        for _ in 0..<500 { try await call(seat) }
        let start = clock.uptime
        for _ in 0..<count { try await call(seat) }
        return Double((clock.uptime - start).microseconds) / Double(count)
    }

    /// Settled calls a second by so many at once.
    func concurrent(_ count: Int, tasks: Int) async throws -> Double {
        var seats: [Seat] = []
        for _ in 0..<tasks { seats.append(try await seat()) }
        let start = clock.uptime
        try await withThrowingTaskGroup(of: Void.self) { group in
            for seat in seats {
                group.addTask { for _ in 0..<count / tasks { try await call(seat) } }
            }
            try await group.waitForAll()
        }
        return Double(count / tasks * tasks) / (Double((clock.uptime - start).microseconds) / 1_000_000)
    }

    /// Milliseconds that both commits of a call took from the instant at which it was due, sorted: calls come at a
    /// steady rate whether or not those before have ended.
    func offered(_ count: Int, perSecond rate: Int) async throws -> [Double] {
        var seats: [Seat] = []
        for _ in 0..<64 { seats.append(try await seat()) }
        let begin = clock.uptime + .milliseconds(50)
        let latencies = try await withThrowingTaskGroup(of: Double.self) { [seats] group in
            for number in 0..<count {
                let due = begin + .microseconds(number * 1_000_000 / rate)
                let pause = due - clock.uptime
                if pause > .zero { try await clock.sleep(for: pause) }
                // The timer may be late; that is not the ledger's doing.
                let start = clock.uptime
                group.addTask {
                    try await call(seats[number % seats.count])
                    return Double((clock.uptime - start).microseconds) / 1000
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return latencies.sorted()
    }
}
