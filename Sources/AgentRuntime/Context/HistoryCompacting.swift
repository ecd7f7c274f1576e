public import LanguageModels

/// An extension that can compact a conversation's history when a person asks for it, and take that back. The first
/// active extension that conforms is the one that is asked.
public protocol HistoryCompacting: Sendable {
    /// Shortens the history, whether or not it is near its limit, and writes that down.
    ///
    /// - Parameters:
    ///   - entries: the history as it is stored.
    ///   - model: the model that reads it.
    /// - Returns: what was done; nil when nothing can be made shorter.
    /// - Throws: `LedgerError`, `CancellationError`.
    func compact(_ entries: [HistoryEntry], for model: ModelID, in run: Run) async throws -> CompactionRecord?

    /// Takes the last compaction back: the next prompt is made from the messages as they are stored.
    ///
    /// - Returns: it; nil when there is none.
    /// - Throws: `LedgerError`, `CancellationError`.
    func undoCompaction(in run: Run) async throws -> CompactionRecord?

    /// What is sent in place of what now.
    ///
    /// - Throws: `LedgerError`.
    func compactions(in run: Run) async throws -> CompactedHistory
}
