public import AgentRuntime
public import LanguageModels

/// Keeps a conversation's history within its share of the model's context: large messages are cut, older stretches and
/// topics summarised, summaries merged. It always ends, never costs more than it saves, never parts a tool call from its
/// result, and only changes what is sent: the stored messages stay, and a compaction can be taken back.
///
/// It works in the background after a pass and is waited for before the next prompt.
public struct HistoryCompression: Extension, HistoryCompacting {
    /// `HistoryCompression`, order 20.
    public let manifest = ExtensionManifest(
        name: "HistoryCompression", summary: "Keeps the history within the model's context.", order: 20)
    private let keeper: HistoryKeeper

    /// Makes the extension.
    public init(_ settings: HistoryCompressionSettings = HistoryCompressionSettings()) {
        keeper = HistoryKeeper(settings)
    }

    /// Edits the prompt of each pass, and works ahead after it.
    public func register(in hooks: inout Hooks, for run: Run) {
        let keeper = keeper
        hooks.runtimeStop.add { _ in await keeper.stop() }
        let overflow = ContextGuard(run: run, keeper: keeper)
        // It waits for the utility model alone, and only so long.
        hooks.beforeMainLLMCall.add(timeout: nil, onFailure: .propagate) { call in try await overflow.check(&call) }
        guard !run.isDirect else { return }
        let timeout = Duration.seconds(keeper.settings.patience * 3)
        hooks.contextOverflow.add(timeout: timeout) { payload in await overflow.handle(&payload) }
        // A subordinate has a history of its own, which lives for one task.
        guard run.depth == 0 else { return }
        hooks.messageLoopPromptsAfter.add(timeout: timeout) { state in
            try await keeper.prepare(&state, run)
        }
        hooks.messageLoopEnd.add { state in keeper.workAhead(state, run) }
    }

    /// Shortens the history to half, because a person asks for it.
    public func compact(
        _ entries: [HistoryEntry], for model: ModelID, in run: Run
    ) async throws -> CompactionRecord? {
        try await keeper.compactNow(entries, for: model, in: run)
    }

    /// Takes the last compaction back.
    public func undoCompaction(in run: Run) async throws -> CompactionRecord? { try await keeper.undo(in: run) }

    /// What is sent in place of what now.
    public func compactions(in run: Run) async throws -> CompactedHistory { try await keeper.compactions(in: run) }
}
