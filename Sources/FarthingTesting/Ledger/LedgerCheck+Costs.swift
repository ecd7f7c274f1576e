import AgentRuntime
import LanguageModels
import Money

extension LedgerCheck {
    static let countsCosts = LedgerCheck(name: "counts costs") { store, found in
        let sample = LedgerSample()
        let other = LedgerSample()
        let paid = sample.attempt()
        var unpriced = sample.attempt()
        unpriced.tool = nil
        unpriced.number = 1
        unpriced.model = ModelID(provider: "lab", name: "unknown")
        var late = other.attempt()
        late.startedAt = sample.time + .seconds(3 * 86_400)
        let held = other.attempt()
        var cut = sample.settlement(of: late, cost: Money(picodollars: 7), state: .estimated)
        cut.outcome = .cancelled
        cut.savings = nil
        try await store.commit([
            sample.start, sample.turnStart, other.start, other.turnStart, .attemptStarted(paid),
            .attemptStarted(unpriced), .attemptStarted(late), .attemptStarted(held),
            .attemptSettled(sample.settlement(of: paid)),
            .attemptSettled(sample.settlement(of: unpriced, cost: nil, state: .unpriced)), .attemptSettled(cut),
        ])
        var sums = CostSums()
        sums.add(paid, sample.settlement(of: paid))
        sums.add(unpriced, sample.settlement(of: unpriced, cost: nil, state: .unpriced))
        sums.add(late, cut)
        let report = try await store.costs(CostQuery(groupBy: [.model, .tool]))
        found.equal(report.sums, sums, "the sums")
        found.equal(report.sums.unpriced, 1, "the number without a price")
        found.equal(
            report.total.rows.map(\.values), [["openrouter/openai/gpt-4.1", "shell"], ["lab/unknown", nil]], "the rows")
        found.equal(report.total.rows.map(\.sums.entries), [2, 1], "the numbers of entries")
        let early = try await store.costs(CostQuery(until: sample.time + .seconds(4), groupBy: [.conversation]))
        found.equal(early.total.rows.map(\.values), [[sample.conversation.text]], "the early conversations")
        found.equal(early.sums.entries, 2, "the number of early entries")
        let tags = try await store.costs(
            CostQuery(groupBy: [.tag], only: [.conversation: [other.conversation.text], .key: ["ci"]]))
        found.equal(tags.total.rows.map(\.values), [["kitchen"], ["ünï"]], "the tags")
        found.equal(tags.sums.entries, 1, "the number of tagged entries")
        let days = try await store.costs(CostQuery(groupBy: [.provider], period: .day))
        found.equal(days.buckets.count, 4, "the number of days")
        found.equal(days.buckets.map { $0.rows.count }, [2, 0, 0, 1], "the numbers of rows a day")
        let none = try await store.costs(CostQuery(only: [.task: ["nothing"]]))
        found.equal(none.sums, CostSums(), "the sums of nothing")
        do {
            _ = try await store.costs(CostQuery(since: sample.time, until: sample.time))
            found.violations.append("counts costs: an empty range was answered")
        } catch let error as CostQueryError {
            found.equal(error.code, .emptyRange, "the code for an empty range")
        }
    }
}
