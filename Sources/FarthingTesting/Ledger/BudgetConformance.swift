public import AgentRuntime
import Money

/// The checks of budgets that every `LedgerStore` must pass, whatever is behind it.
///
/// ```swift
/// let violations = await BudgetConformance { try makeEmptyLedger() }.violations()
/// #expect(violations.isEmpty)
/// ```
public struct BudgetConformance: Sendable {
    private let makeStore: @Sendable () async throws -> any LedgerStore

    /// Makes a suite over a function that makes an empty store.
    public init(makeStore: @escaping @Sendable () async throws -> any LedgerStore) { self.makeStore = makeStore }

    /// Runs every check and returns what was violated, in words; empty when the store conforms.
    public func violations() async -> [String] {
        var violations: [String] = []
        for (name, check) in BudgetCheck.all {
            do {
                var findings = LedgerFindings(check: name)
                try await check(makeStore(), &findings)
                violations += findings.violations
            } catch { violations.append("\(name): \(error)") }
        }
        return violations
    }
}

/// The single checks.
private enum BudgetCheck {
    typealias Check = @Sendable (any LedgerStore, inout LedgerFindings) async throws -> Void

    static let all: [(String, Check)] = [
        ("a hold is made in every scope or in none", allOrNone),
        ("a refused call leaves nothing of itself", refusal),
        ("settling replaces the hold by what was used", settling),
        ("what was used without a hold before counts once an account is opened", earlierSpending),
        ("limits set by commands win, raises add, removal goes back", changes),
        ("thresholds alert once, and again after a raise", alerts),
        ("a hold past its deadline counts as spent until it is settled", expiry),
        ("a hold that was never sent is given back", unsent),
        ("some scopes are told as all are", someScopes),
        ("the queue goes by priority and age, and is bounded", queue),
    ]

    private static func claim(_ scope: BudgetScope, _ picodollars: Int64? = nil) -> BudgetClaim {
        BudgetClaim(scope, limits: BudgetLimits(usd: picodollars.map { Money(picodollars: $0) }))
    }

    private static func hold(
        _ attempt: AttemptStart, _ claims: [BudgetClaim], _ picodollars: Int64, deadline: Int64 = .max
    ) -> BudgetHold {
        BudgetHold(
            attempt: attempt.id, claims: claims,
            amount: BudgetAmount(usd: Money(picodollars: picodollars), tokens: 10, operations: 1),
            deadline: Timestamp(microseconds: deadline))
    }

    private static let allOrNone: Check = { store, found in
        let sample = LedgerSample()
        let (wide, narrow) = (claim(.global, 100), claim(.tag("x"), 10))
        let attempt = sample.attempt()
        await refused(store, sample, attempt, hold(attempt, [wide, narrow], 50), &found)
        let statuses = try await store.budgetStatus(of: [wide, narrow])
        found.equal(statuses.map(\.reserved), [.zero, .zero], "what is held")
        let fits = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .budgetHeld(hold(fits, [wide, narrow], 10)), .attemptStarted(fits),
        ])
        let after = try await store.budgetStatus(of: [wide, narrow])
        found.equal(after.map(\.reserved.usd.picodollars), [10, 10], "what is held")
        found.equal(after.map { $0.free.usd?.picodollars }, [90, 0], "what is free")
    }

    private static let refusal: Check = { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        await refused(store, sample, attempt, hold(attempt, [claim(.global, 5)], 6), &found)
        found.equal(try await store.conversation(sample.conversation), nil, "the conversation of a refused commit")
        let again = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .budgetHeld(hold(again, [claim(.global, 5)], 5)), .attemptStarted(again),
        ])
    }

    private static let settling: Check = { store, found in
        let sample = LedgerSample()
        let claims = [claim(.global, 100), claim(.conversation(sample.conversation))]
        let attempt = sample.attempt()
        let opening: [LedgerFact] = [.budgetHeld(hold(attempt, claims, 60)), .attemptStarted(attempt)]
        try await store.commit([sample.start, sample.turnStart] + opening)
        let settlement = sample.settlement(of: attempt, cost: Money(picodollars: 25))
        try await store.commit([.attemptSettled(settlement)])
        try await store.commit([.attemptSettled(settlement)])
        try await store.commit(opening)
        for status in try await store.budgetStatus(of: claims) {
            found.equal(status.reserved, .zero, "what is held in \(status.scope)")
            found.equal(status.spent.usd, Money(picodollars: 25), "what is spent in \(status.scope)")
            found.equal(status.spent.operations, 1, "the operations of \(status.scope)")
            found.equal(status.spent.tokens, settlement.usage.totalTokens, "the tokens of \(status.scope)")
        }
    }

    private static let someScopes: Check = { store, found in
        let sample = LedgerSample()
        let scopes: [BudgetScope] = [.global, .month, .conversation(sample.conversation)]
        func free() async throws -> [Int64?] {
            let statuses = try await store.budgetAccounts(of: scopes, at: Timestamp(microseconds: 1))
            return scopes.map { scope in statuses.first { $0.scope == scope }?.free.usd?.picodollars }
        }
        found.equal(try await free(), [nil, nil, nil], "what is free in scopes that nobody knows")
        let claims = [claim(.global, 100), claim(.conversation(sample.conversation), 80)]
        let attempt = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .budgetHeld(hold(attempt, claims, 60)), .attemptStarted(attempt),
        ])
        found.equal(try await free(), [40, nil, 20], "what is free with a hold")
        try await store.commit([.attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: 25)))])
        found.equal(try await free(), [75, nil, 55], "what is free once it is settled")
        try await store.record(
            BudgetChange(
                at: Timestamp(microseconds: 1), account: BudgetAccountID(scope: .global), action: .add,
                limits: BudgetLimits(usd: Money(picodollars: 7)), who: "me", reason: "why"))
        found.equal(try await free(), [82, nil, 55], "what is free after a raise")
    }

    private static let earlierSpending: Check = { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .attemptStarted(attempt),
            .attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: 7))),
        ])
        let day = BudgetCalendar.utc.day(containing: attempt.startedAt)
        let claims = [claim(.global), claim(.conversation(sample.conversation)), BudgetClaim(.day, window: day)]
        let next = sample.attempt()
        try await store.commit([.budgetHeld(hold(next, claims, 1)), .attemptStarted(next)])
        let statuses = try await store.budgetStatus(of: claims)
        found.equal(statuses.map(\.spent.usd.picodollars), [7, 7, 7], "what is spent")
    }

    private static let changes: Check = { store, found in
        let conversation = BudgetScope.conversation(ConversationID("c"))
        func change(_ action: BudgetChange.Action, _ scope: BudgetScope, _ amount: Int64?) async throws {
            try await store.record(
                BudgetChange(
                    at: Timestamp(microseconds: 1), account: BudgetAccountID(scope: scope), action: action,
                    limits: BudgetLimits(usd: amount.map { Money(picodollars: $0) }), who: "me", reason: "why"))
        }
        func limit(_ scope: BudgetScope) async throws -> Int64? {
            let statuses = try await store.budgetStatus(of: [claim(scope, 5)])
            return statuses[0].limits.usd?.picodollars
        }
        try await change(.set, .eachConversation, 20)
        found.equal(try await limit(conversation), 20, "the general limit")
        try await change(.set, conversation, 30)
        found.equal(try await limit(conversation), 30, "the scope's own limit")
        try await change(.add, conversation, 4)
        found.equal(try await limit(conversation), 34, "the raised limit")
        try await change(.remove, conversation, nil)
        found.equal(try await limit(conversation), 20, "the limit after removal")
        try await change(.set, .eachConversation, Int64.max)
        found.equal(try await limit(conversation), nil, "a lifted limit")
        found.equal(
            try await store.budgetChanges(limit: 9).map(\.action), [.set, .remove, .add, .set, .set], "changes")
    }

    private static let alerts: Check = { store, found in
        let sample = LedgerSample()
        let claims = [claim(.global, 100)]
        var opening: [LedgerFact] = [sample.start, sample.turnStart]
        for _ in 0..<10 {
            let attempt = sample.attempt()
            try await store.commit(opening + [.budgetHeld(hold(attempt, claims, 10)), .attemptStarted(attempt)])
            opening = []
            try await store.commit([.attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: 10)))])
        }
        found.equal(store.takeBudgetAlerts().map(\.threshold), [800, 950, 1000], "the alerts")
        found.equal(store.takeBudgetAlerts().count, 0, "alerts taken twice")
        try await store.record(
            BudgetChange(
                at: Timestamp(microseconds: 1), account: claims[0].account, action: .add,
                limits: BudgetLimits(usd: Money(picodollars: 15)), who: "me"))
        let last = sample.attempt()
        try await store.commit([.budgetHeld(hold(last, claims, 15)), .attemptStarted(last)])
        try await store.commit([.attemptSettled(sample.settlement(of: last, cost: Money(picodollars: 15)))])
        found.equal(store.takeBudgetAlerts().map(\.threshold), [950, 1000], "the alerts after a raise")
        try await deliveries(store, &found)
    }

    /// Five alerts are stored: one arrives, one is tried again, one is given up.
    private static func deliveries(_ store: any LedgerStore, _ found: inout LedgerFindings) async throws {
        let (start, far) = (Timestamp(microseconds: 0), Timestamp(microseconds: .max / 2))
        func claim(_ sink: String = "web") async throws -> ClaimedAlert? {
            try await store.claimAlert(for: sink, since: start, until: far)
        }
        found.equal(try await store.claimAlert(for: "web", since: far, until: far), nil, "an alert that is too old")
        guard let first = try await claim(), let second = try await claim(), let third = try await claim() else {
            return found.violations.append("\(found.check): stored alerts are not claimed")
        }
        found.equal(Set([first.id, second.id, third.id]).count, 3, "alerts claimed twice")
        found.equal(try await claim("desk")?.id, first.id, "the first alert at another sink")
        try await store.note(.delivered, of: first)
        try await store.note(.failed("no", retryAt: start), of: second)
        try await store.note(.failed("never", retryAt: nil), of: third)
        found.equal(try await store.nextAlertDue(for: "web", since: start), start, "when the next is due")
        let again = try await claim()
        found.equal([again?.id, again?.number.magnitude == 2 ? 2 : 0], [second.id, 2], "the alert tried again")
        try await store.note(.failed("late", retryAt: start), of: second)
        try await store.note(.failed("late", retryAt: start), of: first)
        found.equal(
            [try await claim()?.id, try await claim()?.id, try await claim()?.id].compactMap(\.self).count, 2, "left")
        let stored = try await store.storedAlerts(limit: 9)
        found.equal(stored.count, 5, "stored alerts")
        found.equal(stored.flatMap(\.deliveries).count { $0.deliveredAt != nil }, 1, "deliveries that arrived")
        found.equal(
            stored.flatMap(\.deliveries).filter { $0.problem == "never" }.map(\.dueAt), [nil], "the one given up")
    }

    private static let expiry: Check = { store, found in
        let sample = LedgerSample()
        let claims = [claim(.global, 100)]
        let attempt = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .budgetHeld(hold(attempt, claims, 40, deadline: 1)),
            .attemptStarted(attempt),
        ])
        found.equal(try await store.expireHolds(), 1, "holds past their deadline")
        var status = try await store.budgetStatus(of: claims)[0]
        found.equal([status.spent.usd.picodollars, status.reserved.usd.picodollars], [40, 0], "spent and held")
        try await store.commit([.attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: 3)))])
        status = try await store.budgetStatus(of: claims)[0]
        found.equal(
            [status.spent.usd.picodollars, status.reserved.usd.picodollars], [3, 0], "spent and held at the end")
    }

    private static let unsent: Check = { store, found in
        let sample = LedgerSample()
        let claims = [claim(.global, 100)]
        let (first, second) = (sample.attempt(), sample.attempt())
        try await store.hold(hold(first, claims, 40))
        try await store.releaseHold(of: first.id)
        try await store.hold(hold(second, claims, 40, deadline: 1))
        _ = try await store.expireHolds()
        let status = try await store.budgetStatus(of: claims)[0]
        found.equal([status.spent, status.reserved], [.zero, .zero], "spent and held")
        try await widening(store, &found)
    }

    /// A hold made before its attempt counts in the further scopes that the attempt's own commit names.
    private static func widening(_ store: any LedgerStore, _ found: inout LedgerFindings) async throws {
        let sample = LedgerSample()
        let attempt = sample.attempt()
        let (first, second) = (claim(.tag("first"), 50), claim(.tag("second"), 50))
        try await store.hold(hold(attempt, [first], 40))
        try await store.commit([
            sample.start, sample.turnStart, .budgetHeld(hold(attempt, [first, second], 30)), .attemptStarted(attempt),
        ])
        let during = try await store.budgetStatus(of: [first, second])
        found.equal(during.map(\.reserved.usd.picodollars), [40, 40], "held in both scopes")
        try await store.commit([.attemptSettled(sample.settlement(of: attempt, cost: Money(picodollars: 3)))])
        let after = try await store.budgetStatus(of: [first, second])
        found.equal(after.map(\.spent.usd.picodollars), [3, 3], "spent in both scopes")
        found.equal(after.map(\.reserved), [.zero, .zero], "held in both scopes at the end")
    }

    private static let queue: Check = { store, found in
        func message(_ number: Int, _ priority: BudgetPriority) -> QueuedMessage {
            QueuedMessage(
                id: MessageID("m\(number)"), conversation: ConversationID("c"), text: "\(number)",
                spender: Spender(key: "k", priority: priority),
                queuedAt: Timestamp(microseconds: Int64(number)), account: BudgetAccountID(scope: .month))
        }
        for number in 0..<QueuedMessage.limit {
            try await store.enqueue(message(number, number % 2 == 0 ? .low : .high))
        }
        do {
            try await store.enqueue(message(-1, .high))
            found.violations.append("\(found.check): more than \(QueuedMessage.limit) messages wait")
        } catch let error as BudgetError { found.equal(error.code, .queueFull, "the code") }
        found.equal(try await store.queuedMessages(limit: 2).map(\.text), ["1", "3"], "the first in line")
        let (soon, far) = (Timestamp(microseconds: 1), Timestamp(microseconds: .max / 2))
        found.equal(try await store.claimQueued(MessageID("m3"), until: far), true, "the first claim")
        found.equal(try await store.claimQueued(MessageID("m3"), until: far), false, "the second claim")
        try await store.returnQueued(MessageID("m3"), until: soon, isFailure: true)
        found.equal(try await store.queuedMessages(limit: 2)[1].failures, 1, "failures")
        found.equal(try await store.queuedMessages(limit: 1)[0].spender.key, "k", "who pays")
        found.equal(try await store.claimQueued(MessageID("m3"), until: far), true, "the claim of one given back")
        try await store.commit([.queuedMessageAnswered(MessageID("m3"))])
        found.equal(try await store.queuedMessages(limit: 2).map(\.text), ["1", "5"], "those left")
        do {
            try await store.commit([.queuedMessageAnswered(MessageID("m3"))])
            found.violations.append("\(found.check): a message is answered twice")
        } catch let error as LedgerError { found.equal(error.code, .inconsistent, "the code of a second answer") }
        found.equal(try await store.dequeue(MessageID("m1")), true, "the first taking")
        found.equal(try await store.dequeue(MessageID("m1")), false, "the second taking")
    }

    private static func refused(
        _ store: any LedgerStore, _ sample: LedgerSample, _ attempt: AttemptStart, _ hold: BudgetHold,
        _ found: inout LedgerFindings
    ) async {
        do {
            try await store.commit([sample.start, sample.turnStart, .budgetHeld(hold), .attemptStarted(attempt)])
            found.violations.append("\(found.check): a hold that does not fit was made")
        } catch let error as LedgerError {
            found.equal(error.code, .overBudget, "the code")
            found.equal(error.refusal?.asked, hold.amount, "what was asked")
        } catch { found.violations.append("\(found.check): \(error)") }
    }
}
