public import LanguageModels
import NIOConcurrencyHelpers

/// What an extension or a tool may know and do during one run: a turn of an agent or of its subordinate.
public final class Run: Sendable {
    /// The conversation.
    public let conversation: ConversationID
    /// The turn.
    public let turn: TurnID
    /// The turn of the agent itself that this one works for: its own, or the one that called the subordinate.
    public let root: TurnID
    /// 0 for the agent itself, 1 for its subordinate, and so on.
    public let depth: Int
    /// On whose account it spends.
    public let spender: Spender
    /// The conversation's tags.
    public let tags: [String]
    /// The folder the tools work in, an absolute path.
    public let workspace: String
    /// Whether a program asked for this one answer itself: it has the tools, not the agent.
    public let isDirect: Bool
    /// The time.
    public let clock: any RuntimeClock
    /// Tells whoever watches. Progress of a tool passes `tool_output_update` on its way.
    public let emit: RunEventSink

    let runtime: Runtime
    let journal: RunJournal
    /// Where the conversation keeps its last prompt; nil for a run that is not the conversation's own.
    let lastPrompt: LastPrompt?
    private let person: any Person
    private let permissions: Permissions
    private let iteration = NIOLockedValueBox(0)
    private let latestOutline = NIOLockedValueBox(PromptOutline())
    private let attempts = NIOLockedValueBox<[AttemptRecord]>([])

    init(
        conversation: ConversationID, turn: TurnID, root: TurnID, depth: Int, spender: Spender, tags: [String],
        workspace: String, isDirect: Bool, runtime: Runtime, permissions: Permissions, lastPrompt: LastPrompt? = nil,
        emit: @escaping RunEventSink
    ) {
        self.conversation = conversation
        self.turn = turn
        self.root = root
        self.depth = depth
        self.spender = spender
        self.tags = tags
        self.workspace = workspace
        self.isDirect = isDirect
        self.runtime = runtime
        self.permissions = permissions
        self.lastPrompt = lastPrompt
        clock = runtime.services.clock
        person = runtime.services.person
        let journal = RunJournal(ledger: runtime.services.ledger)
        self.journal = journal
        var environment = HookEnvironment(clock: runtime.services.clock) { [runtime] in runtime.report($0) }
        environment.onWaiting = { try await journal.commit([]) }
        self.environment = environment
        let registered = registered
        self.emit = { [environment] event in
            guard case .toolProgress(var progress) = event else { return try await emit(event) }
            try await registered.withLockedValue { $0 }?.hooks.toolOutputUpdate(&progress, in: environment)
            if !progress.text.isEmpty { try await emit(.toolProgress(progress)) }
        }
    }

    /// Asks the person for a yes, once for each `asker` and text when they answered "always". No time limit of a
    /// handler runs meanwhile.
    ///
    /// - Throws: `HookRefusal` when the answer is no; `CancellationError`.
    public func approve(_ question: Question) async throws {
        if permissions.isGranted(question) { return }
        let limit = TimeLimit.current
        limit?.pause()
        defer { limit?.resume() }
        switch try await person.answer(question) {
        case .yes: return
        case .always: permissions.grant(question)
        case .no(let reason):
            throw HookRefusal(reason ?? "The person said no.")
        }
    }

    /// Lets the person choose one of several ways to go on; nil when nobody is there to choose. No time limit of a
    /// handler runs meanwhile.
    ///
    /// - Throws: `CancellationError`.
    public func choose(_ question: Question, among options: [String]) async throws -> Int? {
        try await untimed { try await self.person.choose(question, among: options) }
    }

    /// Waits for something that is not the handler's own work: no time limit of a handler runs meanwhile.
    public func untimed<T>(_ body: () async throws -> T) async rethrows -> T {
        let limit = TimeLimit.current
        limit?.pause()
        defer { limit?.resume() }
        return try await body()
    }

    /// The budgets of the ledger.
    public var budgets: any BudgetStore { runtime.services.ledger }

    /// How many tokens things have.
    public var tokens: any TokenCounting { runtime.services.tokens }

    /// The books, for questions about costs.
    public var costs: any CostBook { runtime.services.ledger }

    /// Where extensions keep what outlives the process.
    public var records: any RecordStore { runtime.services.records }

    /// What usage costs.
    public var prices: any Pricing { runtime.services.prices }

    /// Tokens of a request's prompt.
    public func promptTokens(of request: ModelRequest) -> Int {
        runtime.services.tokens.promptTokens(of: request).tokens
    }

    /// Tells extensions and the person that a budget passed a threshold or is used up.
    public func announce(_ alert: BudgetAlert) async throws {
        if alert.isExhaustion {
            await hooks.budgetExhausted(alert, in: environment)
        } else {
            await hooks.budgetThreshold(alert, in: environment)
        }
        try await emit(.notice(alert.message))
    }

    /// What is known of a model without asking for it; nil when nothing is.
    public func profile(of model: ModelID) -> ModelProfile? { runtime.services.models.profile(of: model) }

    /// Asks the utility model and returns its text.
    ///
    /// - Parameters:
    ///   - system: what the model is told to do.
    ///   - message: what to do it with.
    ///   - purpose: what for, for the books.
    ///   - caller: the extension that asks, for the books.
    ///   - maxOutputTokens: the most tokens of the answer; nil takes the slot's.
    ///   - isBackground: whether nobody watches.
    /// - Throws: as the call pipeline: `ModelError`, `HookError`, `HookRefusal`, `CancellationError`.
    public func askUtility(
        system: String, message: String, purpose: CallPurpose, caller: String? = nil, maxOutputTokens: Int? = nil,
        isBackground: Bool = true
    ) async throws -> String {
        let utility = runtime.configuration.utility
        let request = ModelRequest(
            model: utility.model, messages: [Message(.system, system), Message(.user, message)],
            maxOutputTokens: maxOutputTokens ?? utility.parameters.maxOutputTokens,
            temperature: utility.parameters.temperature, reasoningEffort: utility.parameters.reasoningEffort,
            extra: utility.parameters.extra)
        let call = ModelCall(
            id: CallID(at: clock.now), slot: .utility, purpose: purpose, iteration: currentIteration, caller: caller,
            request: request, fallbacks: utility.fallbacks, isBackground: isBackground)
        return try await perform(call) { _ in }.message.text
    }

    /// Makes a call of any text slot through the one pipeline.
    ///
    /// - Throws: as the call pipeline.
    public func perform(
        _ call: ModelCall, onEvent: @escaping @Sendable (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        try await pipeline.perform(call, onEvent: onEvent)
    }

    /// The utility slot's model.
    public var utilityModel: ModelID { runtime.configuration.utility.model }

    /// The embedding slot's model: vectors of one model say nothing about those of another.
    public var embeddingModel: ModelID { runtime.configuration.embedding.model }

    /// Turns texts into vectors with the embedding slot's model, through the one pipeline: in as few requests as the
    /// provider's limits allow, each different text once.
    ///
    /// - Parameters:
    ///   - texts: the texts.
    ///   - purpose: what for, for the books.
    ///   - caller: the extension that asks, for the books.
    ///   - dimensions: the vectors' length; nil leaves it to the model.
    ///   - timeLimit: how long it may take; nil is what the settings allow.
    /// - Returns: a vector a text, in order, all of one dimension and of length 1, and in `model` whose they are: the
    ///   slot's model, or the fallback that was asked in its place.
    /// - Throws: as the call pipeline; `ModelError` for an empty text or one over the model's limit.
    public func embed(
        _ texts: [String], purpose: CallPurpose, caller: String? = nil, dimensions: Int? = nil,
        timeLimit: Duration? = nil
    ) async throws -> EmbeddingResponse {
        let slot = runtime.configuration.embedding
        return try await perform(
            EmbeddingCall(
                id: CallID(at: clock.now), purpose: purpose, caller: caller, model: slot.model,
                fallbacks: slot.fallbacks, texts: texts, dimensions: dimensions, timeLimit: timeLimit))
    }

    /// Makes a call of the embedding slot through the one pipeline.
    ///
    /// - Throws: as `embed`.
    public func perform(_ call: EmbeddingCall) async throws -> EmbeddingResponse {
        try await pipeline.embed(call, iteration: currentIteration)
    }

    /// Lets a subordinate work on a task in a history of its own and returns its final answer. It draws on the same
    /// conversation's budgets.
    ///
    /// - Throws: `AgentError.tooDeep`; what the subordinate's turn throws.
    public func callSubordinate(_ message: String, profile: String? = nil) async throws -> String {
        guard depth < runtime.configuration.limits.depth else {
            throw ToolFailure(
                "Subordinates may not nest deeper than \(runtime.configuration.limits.depth): do this yourself.")
        }
        let inner = depth + 1
        try await flush()
        let sub = runtime.makeRun(
            conversation: conversation, turn: TurnID(at: clock.now), root: root, depth: inner, spender: spender,
            tags: tags, workspace: workspace, permissions: permissions
        ) { [emit] event in try await emit(.subordinate(depth: inner, event)) }
        defer {
            note(sub.settledAttempts)
            sub.close()
        }
        var agent = AgentState(depth: inner)
        try await sub.hooks.agentInit(&agent, in: sub.environment)
        let chat = runtime.configuration.chat
        let route = Route(model: chat.model, fallbacks: chat.fallbacks, reason: "the chat model of the settings")
        let loop = AgentLoop(run: sub, runtime: runtime, history: History(), inbox: Inbox())
        return try await loop.monologue(Message(.user, message), route: route, parent: turn).text
    }

    /// Makes durable what waits to be written with the next commit. An extension that is about to wait for something
    /// outside, such as its turn at a budget, calls it first.
    ///
    /// - Throws: `LedgerError`.
    public func flush() async throws { try await journal.commit([]) }

    let environment: HookEnvironment
    private let registered = NIOLockedValueBox<RunHooks?>(nil)

    /// What the extensions registered. After `close` they register anew for whoever still works for the run, so that
    /// nothing passes by them.
    var registrations: RunHooks { registered.withLockedValue { $0 } ?? runtime.registrations(for: self) }

    /// The hooks and tools of this run.
    var hooks: Hooks { registrations.hooks }
    var toolbox: Toolbox { registrations.toolbox }

    /// Keeps what the extensions register, until `close`.
    func open() {
        let registrations = runtime.registrations(for: self)
        registered.withLockedValue { $0 = registrations }
    }

    /// Lets go of what the extensions registered: their handlers know the run, which would otherwise keep itself.
    func close() {
        // Out of the lock, since letting go of handlers runs whatever they own.
        let last = registered.withLockedValue { registered in
            defer { registered = nil }
            return registered
        }
        _ = last
    }

    var pipeline: CallPipeline {
        CallPipeline(
            services: runtime.services, upstreams: runtime.upstreams, journal: journal, registered: registrations,
            environment: environment,
            retry: runtime.configuration.retry,
            conversation: conversation, turn: turn, key: spender.key
        ) { [emit, attempts] event in
            if case .settled(let record) = event { attempts.withLockedValue { $0.append(record) } }
            try await emit(event)
        }
    }

    var currentIteration: Int {
        get { iteration.withLockedValue { $0 } }
        set { iteration.withLockedValue { $0 = newValue } }
    }

    /// What is known of the next prompt when `message_loop_start` fires, before it is assembled.
    public internal(set) var outline: PromptOutline {
        get { latestOutline.withLockedValue { $0 } }
        set { latestOutline.withLockedValue { $0 = newValue } }
    }

    var settledAttempts: [AttemptRecord] { attempts.withLockedValue { $0 } }

    func note(_ records: [AttemptRecord]) { attempts.withLockedValue { $0 += records } }
}

/// What the person allowed for the rest of the conversation.
final class Permissions: Sendable {
    private let granted = NIOLockedValueBox<Set<String>>([])

    func isGranted(_ question: Question) -> Bool { granted.withLockedValue { $0.contains(question.asker) } }

    func grant(_ question: Question) {
        // Bounded by the number of tools: the key is who asks, not what about.
        granted.withLockedValue { _ = $0.insert(question.asker) }
    }
}
