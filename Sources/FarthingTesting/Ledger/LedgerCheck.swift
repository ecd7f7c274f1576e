import AgentRuntime
import LanguageModels
import Money

/// One check of the conformance suite.
struct LedgerCheck: Sendable {
    var name: String
    var run: @Sendable (any LedgerStore, inout LedgerFindings) async throws -> Void

    static let all = [
        readsBack, lists, isIdempotent, refusesContradictions, refusesUnknown, isAllOrNothing, sumsSpend, countsCosts,
        reportsPrompts, undoes, compacts,
        deletes, rebuilds, leavesLivingWorkAlone,
    ]

    static let readsBack = LedgerCheck(name: "reads back what was written") { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        let decision = sample.decision
        let settlement = sample.settlement(of: attempt)
        let rich = sample.richMessage
        let verdict = sample.verdict
        let plain = sample.message("Bake a bread.")
        let facts: [LedgerFact] = [
            sample.start, sample.turnStart, .messageAdded(plain), .decided(decision), .attemptStarted(attempt),
            .attemptSettled(settlement), .messageAdded(rich), .judged(verdict), sample.turnEnd,
        ]
        for fact in facts { try await store.commit([fact]) }
        let stored = try await store.conversation(sample.conversation)
        found.equal(stored?.record.tags, ["kitchen", "ünï"], "the tags")
        found.equal(stored?.messages, [plain, rich], "the messages")
        found.equal(stored?.turns.first?.end, sample.end(), "the turn's end")
        found.equal(try await store.decision(decision.id), decision, "the decision")
        found.equal(
            try await store.attempts(SpendFilter(), limit: 10),
            [AttemptRecord(start: attempt, settlement: settlement)], "the attempt")
        found.equal(try await store.verdicts(since: nil, latest: 10), [verdict], "the verdict")
        found.equal(try await store.verdicts(since: verdict.foundAt + .seconds(1), latest: 10), [], "later verdicts")
        found.equal(try await store.facts(of: sample.conversation), facts, "the list of facts")
        found.equal(try await store.conversation(ConversationID("nobody")), nil, "an unknown conversation")
    }

    static let lists = LedgerCheck(name: "lists the latest conversations first") { store, found in
        let old = LedgerSample(at: Timestamp(microseconds: 1_000_000_000))
        let new = LedgerSample(at: Timestamp(microseconds: 2_000_000_000))
        let attempt = new.attempt()
        try await store.commit([old.start, old.turnStart, .messageAdded(old.message("the\nold one")), old.turnEnd])
        try await store.commit([new.start, new.turnStart, .attemptStarted(attempt)])
        try await store.commit([.attemptSettled(new.settlement(of: attempt)), .turnEnded(new.end(.interrupted))])
        try await store.commit([.conversationTitled(new.conversation, title: "Loaf")])
        let list = try await store.conversations(limit: 10)
        found.equal(list.map(\.record.id), [new.conversation, old.conversation], "the order")
        found.equal(list.map(\.record.title), ["Loaf", "Bread"], "the titles")
        found.equal(list.map(\.opening), ["", "the old one"], "the openings")
        found.equal(list.map(\.turns), [1, 1], "the numbers of turns")
        found.equal(list.map(\.isInterrupted), [true, false], "the interruptions")
        found.equal(list.map(\.cost.picodollars), [1_234_567_890, 0], "the costs")
        found.equal(list.map(\.updatedAt), [new.time + .seconds(9), old.time + .seconds(9)], "the times")
        found.equal(try await store.conversations(limit: 1).map(\.record.id), [new.conversation], "the limited list")
    }

    static let isIdempotent = LedgerCheck(name: "takes the same facts once") { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        let facts: [LedgerFact] = [
            sample.start, sample.turnStart, .messageAdded(sample.richMessage), .decided(sample.decision),
            .attemptStarted(attempt), .attemptSettled(sample.settlement(of: attempt)), sample.turnEnd,
            .turnUndone(sample.turn), .conversationTitled(sample.conversation, title: "Loaf"),
        ]
        try await store.commit(facts)
        let spent = try await store.spend(SpendFilter(conversation: sample.conversation))
        try await store.commit(facts)
        for fact in facts { try await store.commit([fact]) }
        found.equal(try await store.facts(of: sample.conversation), facts, "the list of facts")
        found.equal(try await store.spend(SpendFilter(conversation: sample.conversation)), spent, "the spend")
    }

    static let refusesContradictions = LedgerCheck(name: "refuses contradictions") { store, found in
        let sample = LedgerSample()
        var attempt = sample.attempt()
        var settlement = sample.settlement(of: attempt)
        var message = sample.message("one")
        let facts: [LedgerFact] = [
            sample.start, sample.turnStart, .messageAdded(message), .attemptStarted(attempt),
            .attemptSettled(settlement), sample.turnEnd,
        ]
        try await store.commit(facts)
        settlement.cost = .zero
        await found.refuses(store, [.attemptSettled(settlement)], "another settlement")
        attempt.promptTokens += 1
        await found.refuses(store, [.attemptStarted(attempt)], "another attempt of that id")
        message.message = Message(.user, "two")
        await found.refuses(store, [.messageAdded(message)], "another message of that id")
        await found.refuses(store, [.turnEnded(sample.end(.failed))], "another end")
        let record = ConversationRecord(id: sample.conversation, startedAt: sample.time, title: "Cake")
        await found.refuses(store, [.conversationStarted(record)], "another conversation of that id")
        attempt.id = AttemptID(at: sample.time)
        attempt.worstCase = Money(picodollars: -1)
        await found.refuses(store, [.attemptStarted(attempt)], "a negative amount")
        found.equal(try await store.facts(of: sample.conversation), facts, "the list of facts")
    }

    static let refusesUnknown = LedgerCheck(name: "refuses what refers to nothing") { store, found in
        let sample = LedgerSample()
        let other = LedgerSample()
        await found.refuses(store, [sample.turnStart], "a turn of no conversation")
        try await store.commit([sample.start, other.start, other.turnStart])
        await found.refuses(store, [.messageAdded(sample.message("x"))], "a message of no turn")
        await found.refuses(store, [.attemptStarted(sample.attempt())], "an attempt of no turn")
        await found.refuses(store, [sample.turnEnd], "the end of no turn")
        await found.refuses(store, [.turnUndone(sample.turn)], "the undoing of no turn")
        await found.refuses(
            store, [.attemptSettled(sample.settlement(of: sample.attempt()))], "a settlement of nothing")
        var stray = other.message("x")
        stray.conversation = sample.conversation
        await found.refuses(store, [.messageAdded(stray)], "a message of another conversation's turn")
        var child = TurnRecord(id: TurnID("child"), conversation: sample.conversation, startedAt: sample.time)
        child.parent = other.turn
        await found.refuses(store, [.turnStarted(child)], "a subordinate of another conversation's turn")
    }
}
