import AgentRuntime
import ExactJSON
public import LanguageModels
import ModelProviders
import Money

/// Hands files of requests to providers' batch interfaces, which take up to a day and cost about half, and collects
/// what came of them.
///
/// Every request is an attempt in the ledger: its worst case is held before the file leaves the machine, its usage is
/// priced at the batch tier when it is collected. Each step is kept before the next begins, so that a killed command
/// goes on where it was and nothing is submitted or paid twice.
public struct BatchDesk: Sendable {
    /// Told how many of how many requests are done.
    public typealias Progress = @Sendable (_ done: Int, _ total: Int) throws -> Void

    let composed: ComposedRuntime
    let folder: BatchFolder
    var services: RuntimeServices { composed.runtime.services }

    /// Makes a desk that keeps its state beside the runtime's ledger.
    public init(_ composed: ComposedRuntime) {
        self.composed = composed
        folder = BatchFolder(path: "\(composed.stateFolder)/batches")
    }

    /// Submits a file, or goes on with a submission that was cut off. A file that was submitted is not submitted again.
    ///
    /// - Parameter model: the model to ask instead of the one that each line names.
    /// - Throws: `BatchError` for a file that cannot be submitted; `ModelError`; what budgets throw; `LedgerError`.
    public func submit(
        _ bytes: [UInt8], file: String, model: ModelID? = nil, progress: Progress = { _, _ in }
    ) async throws -> BatchReport {
        let key = BatchFolder.key(of: bytes)
        let requests = try BatchFile(bytes, model: model, registry: composed.registry)
        var state = try folder.state(key) ?? plan(requests, file: file)
        let items = Dictionary(uniqueKeysWithValues: requests.items.map { ($0.request.customID, $0) })
        try await open(state, key)
        for index in state.parts.indices {
            if state.parts[index].stage == .prepared {
                try await prepare(&state, index, items, key, progress)
            }
            if state.parts[index].stage == .sending { try await send(&state, index, items, key) }
        }
        return report(state, [:])
    }

    /// How a file's batches stand at their providers.
    ///
    /// - Throws: `BatchError` when the file was never submitted; `ModelError`.
    public func status(_ bytes: [UInt8]) async throws -> BatchReport {
        let state = try known(bytes).state
        var remotes: [Int: RemoteBatch] = [:]
        for (index, part) in state.parts.enumerated() where part.stage == .submitted {
            remotes[index] = try await composed.registry.batchService(part.model).batch(part.remote ?? "")
        }
        return report(state, remotes)
    }

    /// Everything that was submitted from here, as far as is known without asking.
    public func submitted() throws -> [BatchReport] { try folder.all().map { report($0.state, [:]) } }

    func known(_ bytes: [UInt8]) throws -> (key: String, state: BatchState) {
        let key = BatchFolder.key(of: bytes)
        guard let state = try folder.state(key) else {
            throw BatchError(
                .notSubmitted,
                "This file, as it is now, was not submitted: `farthing batch submit` does. One that was changed since "
                    + "is another file.")
        }
        return (key, state)
    }

    func report(_ state: BatchState, _ remotes: [Int: RemoteBatch]) -> BatchReport {
        let parts = state.parts.enumerated().map { index, part in
            let isCollected = part.stage == .collected
            let remote = remotes[index]
            return BatchReport.Part(
                model: part.model, id: part.remote,
                status: remote?.status ?? (part.stage == .submitted ? "submitted" : part.stage.rawValue),
                hasEnded: remote?.hasEnded ?? isCollected, isCollected: isCollected,
                done: remote?.done ?? (isCollected ? part.names.count : 0), failed: remote?.failed ?? 0,
                total: part.names.count, problem: remote?.problem)
        }
        return BatchReport(file: state.file, conversation: state.conversation.text, parts: parts)
    }

    /// Cuts the requests into batches: one model and one kind each, within the provider's limits.
    private func plan(_ file: BatchFile, file path: String) throws -> BatchState {
        let now = services.clock.now
        var state = BatchState(
            file: path, conversation: ConversationID(at: now), turn: TurnID(at: now), startedAt: now,
            order: file.items.map(\.request.customID), parts: [])
        var groups: [(model: ModelID, endpoint: BatchEndpoint, items: [BatchFile.Item])] = []
        for item in file.items {
            if let index = groups.firstIndex(where: { $0.model == item.model && $0.endpoint == item.request.endpoint })
            {
                groups[index].items.append(item)
            } else {
                groups.append((item.model, item.request.endpoint, [item]))
            }
        }
        for group in groups {
            let service = try composed.registry.batchService(group.model)
            var names: [String] = []
            var bytes = 0
            func close() {
                let number = state.parts.count + 1
                state.parts.append(
                    BatchState.Part(
                        model: group.model, endpoint: group.endpoint,
                        tag: "\(state.conversation.text)-\(number)", stage: .prepared,
                        attempts: names.map { _ in AttemptID(at: now) }, names: names))
                names = []
                bytes = 0
            }
            for item in group.items {
                let size = service.line(item.request).count + 1
                if names.count == service.limits.requests || bytes + size > service.limits.bytes, !names.isEmpty {
                    close()
                }
                names.append(item.request.customID)
                bytes += size
            }
            close()
        }
        return state
    }

    /// Writes the conversation under which the costs will stand. Its turn is over at once: what is left open are the
    /// attempts, which outlive it.
    private func open(_ state: BatchState, _ key: String) async throws {
        try folder.keep(state, key)
        guard try await composed.ledger.conversation(state.conversation) == nil else { return }
        try await composed.ledger.commit([
            .conversationStarted(record(state)),
            .turnStarted(TurnRecord(id: state.turn, conversation: state.conversation, startedAt: state.startedAt)),
            .turnEnded(TurnEnd(turn: state.turn, outcome: .completed, endedAt: state.startedAt, iterations: 0)),
        ])
    }

    func record(_ state: BatchState) -> ConversationRecord {
        let name = state.file.split(separator: "/").last.map(String.init) ?? state.file
        return ConversationRecord(
            id: state.conversation, startedAt: state.startedAt, title: "Batch \(name)", tags: ["batch"])
    }
}
