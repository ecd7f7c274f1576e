import AgentRuntime
import LanguageModels
import Money
import RunLedger

/// Many calls at once on one budget that several processes share. A call holds 1,000 pico-dollars, waits when they are
/// not free, and uses 700 to 1,000 of them; when they are really gone its writer ends. Some holds are made before their
/// attempt, as for whoever waited, and some of those are given back.
///
/// Each commit is followed by a line: `held ATTEMPT`, `paid ATTEMPT COST`, `dropped ATTEMPT`.
struct SpendingProbe: Sendable {
    static let worstCase: Int64 = 1000

    let ledger: SQLiteLedger
    let cap: Int64

    func run(writers: Int, calls: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers { group.addTask { try await spend(writer, calls: calls) } }
            try await group.waitForAll()
        }
    }

    private func spend(_ writer: Int, calls: Int) async throws {
        let clock = SystemClock()
        let conversation = ConversationID(at: clock.now)
        let turn = TurnRecord(id: TurnID(at: clock.now), conversation: conversation, startedAt: clock.now)
        try await ledger.commit([
            .conversationStarted(ConversationRecord(id: conversation, startedAt: clock.now)), .turnStarted(turn),
        ])
        let claims = [
            BudgetClaim(.global, limits: BudgetLimits(usd: Money(picodollars: cap))),
            BudgetClaim(.conversation(conversation)), BudgetClaim(.tag("w\(writer)")),
        ]
        for number in 0..<calls {
            let start = AttemptStart(
                id: AttemptID(at: clock.now), call: CallID(at: clock.now), conversation: conversation, turn: turn.id,
                iteration: number, number: 0, slot: .chat, purpose: .chat,
                model: ModelID(provider: "probe", name: "model"), startedAt: clock.now, promptTokens: 1,
                maxOutputTokens: 9, worstCase: Money(picodollars: Self.worstCase), priceVersion: "1")
            let hold = BudgetHold(
                attempt: start.id, claims: claims,
                amount: BudgetAmount(usd: Money(picodollars: Self.worstCase), tokens: 10, operations: 1),
                deadline: clock.now + .seconds(3600))
            if number % 5 == 4 {
                guard try await admitted({ try await ledger.hold(hold) }, clock) else { return }
                LedgerProbe.say("held \(start.id)\n")
                if number % 10 == 4 {
                    try await ledger.releaseHold(of: start.id)
                    LedgerProbe.say("dropped \(start.id)\n")
                    continue
                }
            }
            let began = try await admitted(
                { try await ledger.commit([.budgetHeld(hold), .attemptStarted(start)]) }, clock)
            guard began else { return }
            LedgerProbe.say("held \(start.id)\n")
            let cost = 700 + Int64(number * 37 % 301)
            try await ledger.commit([
                .attemptSettled(
                    AttemptSettlement(
                        id: start.id, settledAt: clock.now, outcome: .succeeded, usage: Usage(input: 1, output: 5),
                        usageSource: .provider, cost: Money(picodollars: cost), costState: .computed,
                        latencyMicroseconds: 1))
            ])
            LedgerProbe.say("paid \(start.id) \(cost)\n")
        }
    }

    /// Waits until it fits; false when it never will.
    private func admitted(_ hold: () async throws -> Void, _ clock: SystemClock) async throws -> Bool {
        while true {
            let heard = ledger.budgetSignal.generation
            do {
                try await hold()
                return true
            } catch let error as LedgerError {
                guard let refusal = error.refusal else { throw error }
                guard refusal.mayFitLater else { return false }
                try await ledger.budgetSignal.wait(after: heard, atMost: .milliseconds(5), clock)
            }
        }
    }
}
