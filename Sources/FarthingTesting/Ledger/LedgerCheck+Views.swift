import AgentRuntime
import LanguageModels
import Money

extension LedgerCheck {
    static let isAllOrNothing = LedgerCheck(name: "commits all or nothing") { store, found in
        let sample = LedgerSample()
        try await store.commit([sample.start, sample.turnStart])
        await found.refuses(
            store,
            [
                .messageAdded(sample.message("x")), .attemptStarted(sample.attempt()),
                .conversationTitled(sample.conversation, title: "New"), .turnUndone(TurnID("unknown")),
            ], "a commit whose last fact is wrong")
        found.equal(
            try await store.facts(of: sample.conversation), [sample.start, sample.turnStart], "the list of facts")
        found.equal(try await store.spend(SpendFilter()).attempts, 0, "the number of attempts")
    }

    static let sumsSpend = LedgerCheck(name: "sums what was spent") { store, found in
        let sample = LedgerSample()
        var child = sample
        child.turn = TurnID(at: sample.time)
        let childTurn = TurnRecord(
            id: child.turn, conversation: sample.conversation, parent: sample.turn, depth: 1, startedAt: sample.time)
        let settled = sample.attempt()
        let guessed = child.attempt()
        var unpriced = sample.attempt(worstCase: nil)
        unpriced.startedAt = sample.time + .seconds(100)
        let held = child.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .turnStarted(childTurn), .attemptStarted(settled),
            .attemptStarted(guessed), .attemptStarted(unpriced), .attemptStarted(held),
            .attemptSettled(sample.settlement(of: settled)),
            .attemptSettled(sample.settlement(of: guessed, cost: Money(picodollars: 10), state: .estimated)),
            .attemptSettled(sample.settlement(of: unpriced, cost: nil, state: .unpriced)),
        ])
        let usage = sample.settlement(of: settled).usage
        let all = SpendSummary(
            cost: Money(picodollars: 1_234_567_900), held: Money(picodollars: 5_000_000_000),
            usage: usage + usage + usage, attempts: 4, unpriced: 1, estimated: 1)
        found.equal(try await store.spend(SpendFilter()), all, "the spend of everything")
        found.equal(
            try await store.spend(SpendFilter(conversation: sample.conversation)), all, "the conversation's spend")
        found.equal(try await store.spend(SpendFilter(turn: sample.turn)), all, "the turn's spend")
        let childSpend = try await store.spend(SpendFilter(turn: child.turn))
        found.equal(childSpend.attempts, 2, "the number of the subordinate's attempts")
        found.equal(childSpend.cost, Money(picodollars: 10), "the subordinate's cost")
        let late = try await store.attempts(SpendFilter(since: sample.time + .seconds(100)), limit: 9)
        found.equal(late.map(\.start.id), [unpriced.id], "the late attempts")
        let early = try await store.attempts(SpendFilter(until: sample.time + .seconds(100)), limit: 2)
        found.equal(early.map(\.start.id), [settled.id, guessed.id], "the first early attempts")
        found.equal(
            try await store.spend(SpendFilter(conversation: ConversationID("nobody"))).attempts, 0, "nobody's attempts")
    }

    static let reportsPrompts = LedgerCheck(name: "tells what was reported of estimated prompts") { store, found in
        let sample = LedgerSample()
        var exact = sample.attempt()
        exact.countedTokens = nil
        let attempts = (0..<4).map { number in
            var attempt = sample.attempt()
            attempt.id = AttemptID(at: sample.time + .seconds(number))
            attempt.countedTokens = 10 * number
            return attempt
        }
        var failed = sample.settlement(of: attempts[1])
        failed.outcome = .failed
        var estimated = sample.settlement(of: attempts[2])
        estimated.usageSource = .estimate
        try await store.commit(
            [sample.start, sample.turnStart] + ([exact] + attempts).map { .attemptStarted($0) } + [
                .attemptSettled(sample.settlement(of: exact)), .attemptSettled(sample.settlement(of: attempts[3])),
                .attemptSettled(failed), .attemptSettled(estimated),
                .attemptSettled(sample.settlement(of: attempts[0])),
            ])
        let reported = sample.settlement(of: exact).usage.promptTokens
        let reports = [0, 30].map { PromptReport(model: exact.model, counted: $0, reported: reported) }
        found.equal(try await store.promptReports(latest: 9), reports, "the reports")
        found.equal(try await store.promptReports(latest: 1), [reports[1]], "the latest report")
        found.equal(try await store.promptReports(latest: 0), [], "no reports")
    }

    static let undoes = LedgerCheck(name: "hides turns that were taken back, not their cost") { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .messageAdded(sample.message("x")), .attemptStarted(attempt),
            .attemptSettled(sample.settlement(of: attempt)), sample.turnEnd, .turnUndone(sample.turn),
        ])
        let stored = try await store.conversation(sample.conversation)
        found.equal(stored?.messages, [], "the messages")
        found.equal(stored?.turns.map(\.isUndone), [true], "the marks")
        let list = try await store.conversations(limit: 1)
        found.equal(list.first?.turns, 0, "the number of turns")
        found.equal(list.first?.cost, Money(picodollars: 1_234_567_890), "the cost")
    }

    static let deletes = LedgerCheck(name: "deletes words, not costs") { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        let decision = sample.decision
        let facts: [LedgerFact] = [
            sample.start, sample.turnStart, .messageAdded(sample.message("x")), .decided(decision),
            .attemptStarted(attempt), sample.turnEnd,
        ]
        try await store.commit(facts)
        try await store.delete(sample.conversation)
        try await store.delete(sample.conversation)
        found.equal(try await store.conversation(sample.conversation), nil, "the deleted conversation")
        found.equal(try await store.conversations(limit: 9).count, 0, "the number of conversations")
        found.equal(try await store.facts(of: sample.conversation), [], "the list of facts")
        found.equal(try await store.decision(decision.id), nil, "the decision")
        await found.refuses(store, [.messageAdded(sample.message("y"))], "a message of a deleted conversation")
        await found.refuses(store, [sample.start], "a deleted conversation's beginning")
        try await store.commit([.attemptSettled(sample.settlement(of: attempt))])
        found.equal(
            try await store.spend(SpendFilter(conversation: sample.conversation)).cost,
            Money(picodollars: 1_234_567_890), "the cost")
        found.equal(try await store.attempts(SpendFilter(), limit: 9).map(\.start), [attempt], "the attempts")
    }

    static let rebuilds = LedgerCheck(name: "is rebuilt by its own facts") { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        try await store.commit([
            sample.start, sample.turnStart, .messageAdded(sample.richMessage), .attemptStarted(attempt),
        ])
        try await store.commit([
            .conversationTitled(sample.conversation, title: "A"), .conversationTitled(sample.conversation, title: "B"),
            .attemptSettled(sample.settlement(of: attempt)), sample.turnEnd,
        ])
        let facts = try await store.facts(of: sample.conversation)
        let copy = InMemoryLedger()
        try await copy.commit(facts)
        found.equal(
            try await copy.conversation(sample.conversation), try await store.conversation(sample.conversation),
            "the conversation")
        found.equal(try await copy.facts(of: sample.conversation), facts, "the list of facts")
        try await store.commit(facts)
        found.equal(try await store.facts(of: sample.conversation), facts, "the list after importing it over itself")
    }

    static let leavesLivingWorkAlone = LedgerCheck(name: "leaves alone what this process is doing") { store, found in
        let sample = LedgerSample()
        let attempt = sample.attempt()
        try await store.commit([sample.start, sample.turnStart, .attemptStarted(attempt)])
        found.equal(try await store.recover(), RecoveryReport(), "the report")
        try await store.commit([.attemptSettled(sample.settlement(of: attempt)), sample.turnEnd])
    }
}
