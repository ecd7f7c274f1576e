import AgentRuntime
import LanguageModels
import Money

extension LedgerModel {
    mutating func delete(_ id: ConversationID) {
        guard let entry = conversations[id], !entry.isDeleted else { return }
        for key in entry.messages { messages[key] = nil }
        for turn in entry.turns { turns[turn]?.end?.message = nil }
        decisions = decisions.filter { $0.value.conversation != id }
        undoneCompactions.subtract(compactions.lazy.filter { $0.conversation == id }.map(\.id))
        compactions.removeAll { $0.conversation == id }
        conversations[id]?.isDeleted = true
        conversations[id]?.facts = []
        conversations[id]?.messages = []
    }

    mutating func abandon() {
        for id in turns.keys { turns[id]?.isAbandoned = true }
        abandonedAttempts = Set(attempts.values.lazy.filter { $0.settlement == nil }.map(\.start.id))
    }

    func conversation(_ id: ConversationID) -> StoredConversation? {
        guard let entry = conversations[id], !entry.isDeleted else { return nil }
        var record = entry.record
        record.title = entry.title
        let stored = entry.turns.compactMap { id in
            turns[id].map { StoredConversation.Turn(record: $0.record, end: $0.end, isUndone: $0.isUndone) }
        }
        return StoredConversation(record: record, turns: stored, messages: visibleMessages(of: entry))
    }

    func summaries(limit: Int) -> [ConversationSummary] {
        let latest = conversations.values.filter { !$0.isDeleted }
            .sorted { ($0.updatedAt, $0.record.id) > ($1.updatedAt, $1.record.id) }
        return latest.prefix(max(0, limit)).map { entry in
            var record = entry.record
            record.title = entry.title
            let own = entry.turns.compactMap { turns[$0] }.filter { $0.record.depth == 0 && !$0.isUndone }
            let words = visibleMessages(of: entry).first?.message.text ?? ""
            return ConversationSummary(
                record: record, updatedAt: entry.updatedAt, turns: own.count,
                cost: spend(SpendFilter(conversation: entry.record.id)).cost,
                opening: String(words.prefix(80).map { $0.isNewline ? " " : $0 }),
                isInterrupted: own.last?.end?.outcome == .interrupted)
        }
    }

    func matching(_ filter: SpendFilter) -> [AttemptRecord] {
        let family = filter.turn.map(family)
        return attemptOrder.compactMap { attempts[$0] }.filter { attempt in
            let start = attempt.start
            return (filter.conversation.map { $0 == start.conversation } ?? true)
                && (family?.contains(start.turn) ?? true)
                && (filter.since.map { start.startedAt >= $0 } ?? true)
                && (filter.until.map { start.startedAt < $0 } ?? true)
        }
    }

    func verdicts(since: Timestamp?, latest limit: Int) -> [AnswerVerdict] {
        let found = verdicts.values.filter { verdict in since.map { verdict.foundAt >= $0 } ?? true }
        return found.sorted { ($0.foundAt, $0.id) < ($1.foundAt, $1.id) }.suffix(max(0, limit))
    }

    func promptReports(latest limit: Int) -> [PromptReport] {
        attempts.keys.sorted { $0.text < $1.text }.suffix(max(0, limit)).compactMap { attempts[$0] }
            .compactMap(PromptReport.init)
    }

    func spend(_ filter: SpendFilter) -> SpendSummary {
        var sum = SpendSummary(cost: .zero, held: .zero, usage: Usage(), attempts: 0, unpriced: 0, estimated: 0)
        for attempt in matching(filter) {
            sum.attempts += 1
            guard let settlement = attempt.settlement else {
                sum.held = sum.held + (attempt.start.worstCase ?? .zero)
                sum.unpriced += attempt.start.worstCase == nil ? 1 : 0
                continue
            }
            sum.cost = sum.cost + (settlement.cost ?? .zero)
            sum.usage += settlement.usage
            sum.unpriced += settlement.cost == nil ? 1 : 0
            sum.estimated += settlement.costState == .estimated ? 1 : 0
        }
        return sum
    }

    func costs(_ query: CostQuery) throws(CostQueryError) -> CostReport {
        var builder = try CostReportBuilder(query)
        for attempt in matching(SpendFilter(since: query.since, until: query.until)) {
            guard let settlement = attempt.settlement else { continue }
            var sums = CostSums()
            sums.add(attempt.start, settlement)
            let tags = conversations[attempt.start.conversation]?.record.tags ?? []
            builder.add(at: attempt.start.startedAt, CostLabels(attempt.start, tags: tags), sums)
        }
        return try builder.report()
    }

    /// What ends the work of the process that abandoned it.
    func recovery(at now: Timestamp) -> (facts: [LedgerFact], report: RecoveryReport) {
        var facts: [LedgerFact] = []
        var report = RecoveryReport()
        for attempt in attemptOrder.compactMap({ attempts[$0] })
        where attempt.settlement == nil && abandonedAttempts.contains(attempt.start.id)
            && attempt.start.purpose != .batch
        {
            facts.append(.attemptSettled(lost(attempt.start, at: now)))
            report.lostAttempts.append(attempt.start.id)
        }
        for turn in turns.values.filter({ $0.isAbandoned && $0.end == nil })
            .sorted(by: { $0.record.id < $1.record.id })
        {
            let passes = attempts.values.filter { $0.start.turn == turn.record.id }.map(\.start.iteration).max()
            let end = TurnEnd(
                turn: turn.record.id, outcome: .interrupted, endedAt: now, iterations: passes.map { $0 + 1 } ?? 0)
            facts.append(.turnEnded(end))
            report.interruptedTurns.append(turn.record.id)
        }
        return (facts, report)
    }

    private func lost(_ start: AttemptStart, at now: Timestamp) -> AttemptSettlement {
        AttemptSettlement(
            id: start.id, settledAt: now, outcome: .lost,
            usage: Usage(input: start.promptTokens, output: start.maxOutputTokens ?? 0), usageSource: .estimate,
            cost: start.worstCase, costState: start.worstCase == nil ? .unpriced : .estimated,
            latencyMicroseconds: max(0, now.microseconds - start.startedAt.microseconds))
    }

    private func visibleMessages(of entry: ConversationEntry) -> [MessageRecord] {
        entry.messages.filter { turns[$0.turn]?.isUndone == false }.compactMap { messages[$0] }
    }

    private func family(of turn: TurnID) -> Set<TurnID> {
        var family: Set<TurnID> = [turn]
        guard let conversation = turns[turn]?.record.conversation else { return family }
        // A parent is stored before its children, so one pass in order finds every descendant.
        for id in conversations[conversation]?.turns ?? [] {
            if let parent = turns[id]?.record.parent, family.contains(parent) { family.insert(id) }
        }
        return family
    }
}
