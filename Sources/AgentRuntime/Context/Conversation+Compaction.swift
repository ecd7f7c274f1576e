import LanguageModels

/// Compacting by hand, and looking at what is sent.
extension Conversation {
    /// Shortens what is sent of the history, if an extension can (`HistoryCompacting`).
    ///
    /// - Returns: what was done; nil when nothing can be made shorter.
    /// - Throws: `AgentError.busy` while a turn runs; as the extension.
    public func compact() async throws -> CompactionRecord? {
        try await asking { compacting, run in
            try await compacting.compact(entries, for: chosenModel ?? run.configuration.chat.model, in: run)
        }
    }

    /// Takes the last compaction back.
    ///
    /// - Returns: it; nil when there is none.
    /// - Throws: `AgentError.busy` while a turn runs; `LedgerError`.
    public func undoCompaction() async throws -> CompactionRecord? {
        try await asking { compacting, run in try await compacting.undoCompaction(in: run) }
    }

    /// What is sent in place of what; empty when everything is sent as it is stored.
    ///
    /// - Throws: `LedgerError`.
    public func compactions() async throws -> CompactedHistory {
        guard let (compacting, run) = compactor() else { return CompactedHistory() }
        return try await compacting.compactions(in: run)
    }

    private func asking<T: Sendable>(
        _ body: (any HistoryCompacting, Run) async throws -> T?
    ) async throws -> T? {
        guard !isRunning else { throw AgentError(.busy, "A turn is running: wait for it, or cancel it first.") }
        guard let (compacting, run) = compactor() else { return nil }
        let result = try await body(compacting, run)
        try await run.flush()
        return result
    }

    /// Who compacts, and a run in the last turn: what a summary costs is part of it.
    private func compactor() -> (any HistoryCompacting, Run)? {
        guard let last = entries.last?.turn else { return nil }
        for member in runtime.extensions.active where !member.handle.isQuarantined {
            if let compacting = member.value as? any HistoryCompacting {
                return (compacting, runtime.detachedRun(record, turn: last))
            }
        }
        return nil
    }
}
