public import LanguageModels
import NIOConcurrencyHelpers

/// A conversation: its history, and the turn that may be running in it.
public final class Conversation: Sendable {
    /// The conversation's record.
    public let record: ConversationRecord
    private let history: History
    private let inbox = Inbox()
    private let permissions = Permissions()
    private let lastPrompt = LastPrompt()
    let runtime: Runtime

    private struct State {
        var isRunning = false
        var isStored: Bool
        var model: ModelID?
    }
    private let state: NIOLockedValueBox<State>

    init(record: ConversationRecord, history: History, isStored: Bool, runtime: Runtime) {
        self.record = record
        self.history = history
        self.runtime = runtime
        state = NIOLockedValueBox(State(isStored: isStored))
    }

    /// The conversation's id.
    public var id: ConversationID { record.id }

    /// The history in order.
    public var entries: [HistoryEntry] { history.entries }

    /// Whether a turn is running.
    public var isRunning: Bool { state.withLockedValue { $0.isRunning } }

    /// The model that the person chose for the rest of the conversation; nil leaves it to the settings and routing.
    public var chosenModel: ModelID? {
        get { state.withLockedValue { $0.model } }
        set { state.withLockedValue { $0.model = newValue } }
    }

    /// Answers a message: runs the loop to the final answer.
    ///
    /// Everything that happened is durable before this returns. Cancelling the task ends the turn; what was shown stays
    /// in the history as a partial answer, and what was used is settled.
    ///
    /// - Parameters:
    ///   - message: what the person says.
    ///   - spender: on whose account it spends, beyond the conversation's own.
    ///   - onEvent: told what happens, in order.
    /// - Throws: `AgentError`, `ModelError`, `BudgetExceeded`, `HookError`, `HookRefusal`, `LedgerError`,
    ///   `CancellationError`.
    public func send(
        _ message: Message, spender: Spender = Spender(), onEvent: @escaping RunEventSink
    ) async throws -> TurnResult {
        let begins = state.withLockedValue { state in
            guard !state.isRunning else { return false }
            state.isRunning = true
            return true
        }
        guard begins else {
            throw AgentError(
                .busy, "This conversation is still answering: wait for it, cancel it, or send an intervention.")
        }
        defer { state.withLockedValue { $0.isRunning = false } }
        await runtime.extensions.prepare()
        let turn = TurnID(at: runtime.services.clock.now)
        let run = runtime.makeRun(
            conversation: id, turn: turn, spender: spender, tags: record.tags, workspace: record.workspace,
            permissions: permissions, lastPrompt: lastPrompt, emit: onEvent)
        defer { run.close() }
        let first: [LedgerFact] = state.withLockedValue { $0.isStored } ? [] : [.conversationStarted(record)]
        let loop = AgentLoop(
            run: run, runtime: runtime, history: history, inbox: inbox,
            concluding: spender.queued.map { [.queuedMessageAnswered($0)] } ?? [])
        defer { if run.journal.hasWritten { state.withLockedValue { $0.isStored = true } } }
        let result = try await loop.monologue(message, route: route, preceding: first)
        await run.hooks.processChainEnd(id, in: run.environment)
        return result
    }

    /// Answers a text.
    public func send(
        _ text: String, spender: Spender = Spender(), onEvent: @escaping RunEventSink
    ) async throws -> TurnResult {
        try await send(Message(.user, text), spender: spender, onEvent: onEvent)
    }

    /// Leaves a message for the running turn, which takes it in at its next safe point.
    ///
    /// - Returns: false when too many messages wait already.
    public func intervene(_ text: String) -> Bool { inbox.leave(text) }

    /// Takes back the messages left for a turn that ended before it took them in.
    public func takeUnreadInterventions() -> [String] { inbox.take() }

    /// Holds the running turn at its next safe point.
    public func pause() { inbox.pause() }

    /// Lets a held turn go on.
    public func unpause() { inbox.resume() }

    /// Takes back the last turn: its messages leave the history, its cost stays in the books.
    ///
    /// - Returns: the message that had begun it; nil when there is none.
    /// - Throws: `AgentError.busy` while a turn runs; `LedgerError`.
    public func undo() async throws -> Message? {
        guard !isRunning else { throw AgentError(.busy, "A turn is running: cancel it first.") }
        guard let last = history.entries.last?.turn else { return nil }
        let opening = history.entries.first { $0.turn == last }
        try await runtime.services.ledger.commit([.turnUndone(last)])
        history.remove(turn: last)
        return opening?.message
    }

    /// How the last prompt that was sent in this process fills the model's context; nil before the first one.
    public var contextUse: ContextUse? {
        lastPrompt.value.map { request, layout in
            ContextUse(
                request, layout, counter: runtime.services.tokens,
                profile: runtime.services.models.profile(of: request.model))
        }
    }

    func announce(isResumed: Bool) async throws {
        guard !runtime.extensions.active.isEmpty else { return }
        await runtime.extensions.prepare()
        let run = runtime.makeRun(
            conversation: id, turn: TurnID(at: runtime.services.clock.now), permissions: permissions
        ) { _ in }
        defer { run.close() }
        var state = ConversationState(record: record, isResumed: isResumed)
        try await run.hooks.conversationStart(&state, in: run.environment)
        var agent = AgentState(depth: 0)
        try await run.hooks.agentInit(&agent, in: run.environment)
    }

    private var route: Route {
        let chat = runtime.configuration.chat
        guard let chosen = chosenModel else {
            return Route(model: chat.model, fallbacks: chat.fallbacks, reason: "the chat model of the settings")
        }
        return Route(model: chosen, reason: "chosen by the person", isFixed: true)
    }
}
