import LanguageModels
import NIOConcurrencyHelpers

/// The agent runtime: its services, its extensions, its tools. One a process; conversations come from it.
public final class Runtime: Sendable {
    /// What it is told to do.
    public let configuration: RuntimeConfiguration
    /// What it stands on.
    public let services: RuntimeServices
    /// Its extensions.
    public let extensions: ExtensionSet
    /// The tools every run has, extensions' tools not among them.
    public let tools: [any DynamicTool]
    /// The same, in order.
    private let toolbox: Toolbox
    /// What the last run's extensions added to it: the next one's mostly add the same.
    private let extended = NIOLockedValueBox<Toolbox.Extended?>(nil)
    /// What is known of the providers.
    let upstreams: Upstreams
    private let onFailure: @Sendable (HookFailure) -> Void

    /// Makes a runtime. Nothing is started, opened or asked yet.
    ///
    /// - Parameters:
    ///   - configuration: what it is told to do.
    ///   - services: what it stands on.
    ///   - extensions: its extensions.
    ///   - tools: the tools every run has.
    ///   - onFailure: told of each extension that failed, one line each.
    public init(
        configuration: RuntimeConfiguration, services: RuntimeServices, extensions: ExtensionSet,
        tools: [any DynamicTool], onFailure: @escaping @Sendable (HookFailure) -> Void = { _ in }
    ) {
        self.configuration = configuration
        upstreams = Upstreams(limits: configuration.rateLimits, clock: services.clock)
        self.services = services
        self.extensions = extensions
        self.tools = tools
        toolbox = Toolbox(tools)
        self.onFailure = onFailure
    }

    /// Ends what dead processes left open and fires `runtime_start`.
    ///
    /// - Returns: what was found open.
    /// - Throws: `LedgerError`; `HookError` where an extension says so.
    @discardableResult
    public func start() async throws -> RecoveryReport {
        let report = try await services.ledger.recover()
        try await fire(\.runtimeStart)
        return report
    }

    /// Fires `runtime_stop`, and ends what extensions keep running.
    public func stop() async throws {
        let fired: Result<Void, any Error>
        do { fired = .success(try await fire(\.runtimeStop)) } catch { fired = .failure(error) }
        await withDiscardingTaskGroup { group in
            for resident in extensions.residents { group.addTask { await resident.finish() } }
        }
        try fired.get()
    }

    private func fire(_ point: any KeyPath<Hooks, Hook<RuntimeState>> & Sendable) async throws {
        guard !extensions.active.isEmpty else { return }
        await extensions.prepare()
        let now = services.clock.now
        let run = makeRun(conversation: ConversationID(at: now), turn: TurnID(at: now), permissions: Permissions()) {
            _ in
        }
        defer { run.close() }
        var state = RuntimeState(version: configuration.version)
        try await run.hooks[keyPath: point](&state, in: run.environment)
    }

    /// Begins a conversation. It is stored with its first message.
    ///
    /// - Throws: `HookError` where an extension says so.
    public func newConversation(workspace: String? = nil, tags: [String] = []) async throws -> Conversation {
        let now = services.clock.now
        let record = ConversationRecord(
            id: ConversationID(at: now), startedAt: now, workspace: workspace ?? configuration.workspace, tags: tags)
        let conversation = Conversation(record: record, history: History(), isStored: false, runtime: self)
        try await conversation.announce(isResumed: false)
        return conversation
    }

    /// Takes up a stored conversation where it was. A turn whose process died stays interrupted: it is shown, never
    /// replayed.
    ///
    /// - Throws: `AgentError.noSuchConversation`, `LedgerError`, `HookError` where an extension says so.
    public func resumeConversation(_ id: ConversationID) async throws -> Conversation {
        guard let stored = try await services.ledger.conversation(id) else {
            throw AgentError(
                .noSuchConversation,
                "There is no conversation \(id). `farthing conversations list` shows the stored ones.")
        }
        let own = Set(stored.turns.lazy.filter { $0.record.depth == 0 && !$0.isUndone }.map(\.record.id))
        let history = History(
            stored.messages.lazy.filter { own.contains($0.turn) }.map {
                HistoryEntry(id: $0.id, turn: $0.turn, origin: $0.origin, message: $0.message)
            })
        let conversation = Conversation(record: stored.record, history: history, isStored: true, runtime: self)
        try await conversation.announce(isResumed: true)
        return conversation
    }

    func report(_ failure: HookFailure) { onFailure(failure) }

    /// Makes a run and lets every active extension register. Whoever makes it closes it.
    func makeRun(
        conversation: ConversationID, turn: TurnID, root: TurnID? = nil, depth: Int = 0, spender: Spender = Spender(),
        tags: [String] = [], workspace: String? = nil, isDirect: Bool = false, permissions: Permissions,
        lastPrompt: LastPrompt? = nil, emit: @escaping RunEventSink
    ) -> Run {
        let run = Run(
            conversation: conversation, turn: turn, root: root ?? turn, depth: depth, spender: spender, tags: tags,
            workspace: workspace ?? configuration.workspace, isDirect: isDirect, runtime: self,
            permissions: permissions, lastPrompt: lastPrompt, emit: emit)
        run.open()
        return run
    }

    /// Lets every active extension register for a run.
    func registrations(for run: Run) -> RunHooks {
        var hooks = Hooks()
        for member in extensions.active {
            ExtensionHandle.$registering.withValue(member.handle) { member.value.register(in: &hooks, for: run) }
        }
        let offered = extensions.active.flatMap { $0.value.tools(for: run) }
        // Outside the lock: a tool's definition is an extension's code.
        var last = extended.withLockedValue { $0 }
        let toolbox = toolbox.adding(offered, last: &last)
        extended.withLockedValue { [last] in $0 = last }
        return RunHooks(hooks: hooks, toolbox: toolbox)
    }
}
