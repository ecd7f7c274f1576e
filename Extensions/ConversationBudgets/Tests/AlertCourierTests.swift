import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import ConversationBudgets

/// Alerts on their way, on a clock that stands still between the steps.
@Suite struct AlertCourierTests {
    /// A sink that fails as often as it is told and remembers what it was given.
    private final class Sink: BudgetAlertSink {
        struct Down: Error {}

        let name: String
        let patience: Duration
        private let state: NIOLockedValueBox<(failures: Int, names: [String])>

        init(_ name: String = "sink", failures: Int = 0, patience: Duration = .seconds(3600)) {
            self.name = name
            self.patience = patience
            state = NIOLockedValueBox((failures, []))
        }

        var names: [String] { state.withLockedValue { $0.names } }

        func deliver(_ alert: BudgetAlert, name: String) async throws {
            try state.withLockedValue { state in
                if state.failures > 0 {
                    state.failures -= 1
                    throw Down()
                }
                state.names.append(name)
            }
        }
    }

    /// A ledger with three alerts: a budget that is used up in one call.
    private func ledger(_ clock: ManualClock) async throws -> InMemoryLedger {
        let ledger = InMemoryLedger(clock: clock)
        let claim = BudgetClaim(.global, limits: BudgetLimits(usd: Money(picodollars: 10)))
        let attempt = AttemptID("a")
        let conversation = ConversationRecord(id: ConversationID("c"), startedAt: clock.now)
        let turn = TurnRecord(id: TurnID("t"), conversation: conversation.id, startedAt: clock.now)
        try await ledger.commit([
            .conversationStarted(conversation), .turnStarted(turn),
            .budgetHeld(
                BudgetHold(
                    attempt: attempt, claims: [claim], amount: BudgetAmount(usd: Money(picodollars: 10)),
                    deadline: clock.now + .seconds(60))),
            .attemptStarted(
                AttemptStart(
                    id: attempt, call: CallID("k"), conversation: conversation.id, turn: turn.id, iteration: 0,
                    number: 0, slot: .chat, purpose: .chat, model: ModelID(provider: "a", name: "b"),
                    startedAt: clock.now, promptTokens: 1, maxOutputTokens: 1, worstCase: Money(picodollars: 10),
                    priceVersion: nil)),
        ])
        try await ledger.commit([
            .attemptSettled(
                AttemptSettlement(
                    id: attempt, settledAt: clock.now, outcome: .succeeded, usage: Usage(input: 1),
                    usageSource: .provider, cost: Money(picodollars: 10), costState: .computed,
                    latencyMicroseconds: 1))
        ])
        return ledger
    }

    @Test func `every alert goes to every sink once, however often they are looked for`() async throws {
        let clock = ManualClock()
        let ledger = try await ledger(clock)
        let (web, desk) = (Sink("web"), Sink("desk"))
        let first = AlertCourier([web, desk])
        await first.finish(ledger, clock)
        await first.finish(ledger, clock)
        await AlertCourier([web, desk]).finish(ledger, clock)
        #expect(web.names.count == 3 && Set(web.names).count == 3)
        #expect(desk.names == web.names)
        let stored = try await ledger.storedAlerts(limit: 9)
        #expect(stored.map(\.alert.threshold) == [1000, 950, 800])
        #expect(stored.flatMap(\.deliveries).allSatisfy { $0.deliveredAt == clock.now && $0.tries == 1 })
    }

    @Test func `what did not arrive is tried again by the next process, after a pause that grows`() async throws {
        let clock = ManualClock()
        let ledger = try await ledger(clock)
        let sink = Sink(failures: 6)
        await AlertCourier([sink]).finish(ledger, clock)
        #expect(sink.names == [])
        let restarted = AlertCourier([sink])
        await restarted.finish(ledger, clock)
        #expect(try await ledger.storedAlerts(limit: 9).flatMap(\.deliveries).map(\.tries) == [1, 1, 1])
        // The first pause is at most 2 s, the second at most 4 s.
        clock.advance(by: .seconds(2))
        await restarted.finish(ledger, clock)
        #expect(try await ledger.storedAlerts(limit: 9).flatMap(\.deliveries).map(\.tries) == [2, 2, 2])
        let due = try #require(try await ledger.nextAlertDue(for: sink.name, since: clock.now - .seconds(60)))
        #expect(due >= clock.now + .seconds(2) && due <= clock.now + .seconds(4))
        clock.advance(by: .seconds(4))
        await restarted.finish(ledger, clock)
        #expect(sink.names.count == 3)
    }

    @Test func `a courier that was started waits for the pause itself`() async throws {
        let clock = ManualClock()
        let ledger = try await ledger(clock)
        let sink = Sink(failures: 3)
        let courier = AlertCourier([sink])
        courier.start(ledger, clock)
        await clock.sleepers(atLeast: 1)
        #expect(sink.names == [])
        clock.advance(by: .seconds(2))
        await courier.finish(ledger, clock)
        #expect(sink.names.count == 3)
    }

    @Test func `an alert that nobody takes in time is given up, and an old one is not sent to a new place`()
        async throws
    {
        let clock = ManualClock()
        let ledger = try await ledger(clock)
        let sink = Sink(failures: .max, patience: .seconds(3))
        for _ in 0..<4 {
            await AlertCourier([sink]).finish(ledger, clock)
            clock.advance(by: .seconds(2))
        }
        let deliveries = try await ledger.storedAlerts(limit: 9).flatMap(\.deliveries)
        #expect(deliveries.allSatisfy { $0.dueAt == nil && $0.deliveredAt == nil && $0.problem == "Down()" })
        let late = Sink("new", patience: .seconds(3))
        await AlertCourier([late]).finish(ledger, clock)
        #expect(late.names == [])
    }

    @Test func `while one process delivers, another does not`() async throws {
        let clock = ManualClock()
        let ledger = try await ledger(clock)
        let until = clock.now + .seconds(60)
        let claim = try #require(
            try await ledger.claimAlert(for: "sink", since: Timestamp(microseconds: 0), until: until))
        let sink = Sink()
        await AlertCourier([sink]).finish(ledger, clock)
        #expect(sink.names.count == 2 && !sink.names.contains(claim.name))
        // Its process died without a word.
        clock.advance(by: .seconds(60))
        await AlertCourier([sink]).finish(ledger, clock)
        #expect(sink.names.count == 3 && sink.names.last == claim.name)
    }

    @Test func `pauses double up to an hour`() {
        var random = SystemRandomNumberGenerator()
        for (tries, longest) in [(1, 2), (2, 4), (5, 32), (11, 2048), (12, 3600), (4000, 3600)] {
            for _ in 0..<50 {
                let pause = AlertBackOff.pause(after: tries, using: &random)
                #expect(pause <= .seconds(longest) && pause >= .milliseconds(longest * 500))
            }
        }
    }
}
