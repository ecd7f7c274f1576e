public import LanguageModels
public import Money

/// What an extension needs to know to decide about a prompt: how much it is, what that costs, and what was done before.
extension Run {
    /// The runtime's slots and limits.
    public var configuration: RuntimeConfiguration { runtime.configuration }

    /// The definitions of the run's tools, in the order in which they are sent.
    public var toolDefinitions: [ToolDefinition] { toolbox.definitions }

    /// What this usage of a model costs now; nil when the model has no price.
    public func cost(of usage: Usage, model: ModelID) -> Money? {
        prices.price(UsageReport(usage, source: .provider), model: model, tier: nil, at: clock.now).cost
    }

    /// A run for work that goes on beside this one and after its turn: the same conversation, turn and budgets, but
    /// nobody watches it.
    public func inBackground() -> Run {
        let run = runtime.makeRun(
            conversation: conversation, turn: turn, root: root, depth: depth, spender: spender, tags: tags,
            workspace: workspace, permissions: Permissions()
        ) { _ in }
        // It has no end of its own.
        run.close()
        return run
    }

    /// Writes a compaction with the turn's next facts.
    public func record(_ compaction: CompactionRecord) { journal.join(.historyCompacted(compaction)) }

    /// Writes that a compaction was taken back, with the turn's next facts.
    public func recordUndone(_ compaction: CompactionID) { journal.join(.compactionUndone(compaction)) }

    /// The conversation's compactions that are in force, as they are stored.
    ///
    /// - Throws: `LedgerError`.
    public func storedCompactions() async throws -> CompactedHistory {
        CompactedHistory(try await runtime.services.ledger.compactions(of: conversation))
    }
}
