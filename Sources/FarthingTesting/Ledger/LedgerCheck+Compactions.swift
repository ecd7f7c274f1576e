import AgentRuntime
import LanguageModels

extension LedgerCheck {
    static let compacts = LedgerCheck(name: "keeps compactions, and lets them be taken back") { store, found in
        let sample = LedgerSample()
        let message = sample.message("Bake a bread.")
        let first = sample.compaction(of: [message.id])
        let second = sample.compaction(of: [message.id])
        let facts: [LedgerFact] = [
            sample.start, sample.turnStart, .messageAdded(message), .historyCompacted(first),
            .historyCompacted(second), sample.turnEnd, .compactionUndone(second.id),
        ]
        for fact in facts.dropLast() { try await store.commit([fact]) }
        found.equal(try await store.compactions(of: sample.conversation), [first, second], "both compactions")
        try await store.commit([.compactionUndone(second.id)])
        try await store.commit([.compactionUndone(second.id), .historyCompacted(first)])
        found.equal(try await store.compactions(of: sample.conversation), [first], "the one that is in force")
        found.equal(try await store.facts(of: sample.conversation), facts, "the list of facts")
        found.equal(try await store.conversation(sample.conversation)?.messages, [message], "the messages")
        var other = first
        other.tokensAfter += 1
        await found.refuses(store, [.historyCompacted(other)], "another compaction of that id")
        await found.refuses(store, [.compactionUndone(CompactionID(at: sample.time))], "the undoing of no compaction")
        try await store.delete(sample.conversation)
        found.equal(try await store.compactions(of: sample.conversation), [], "those of a deleted conversation")
    }
}
