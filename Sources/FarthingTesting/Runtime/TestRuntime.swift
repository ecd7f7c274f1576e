public import AgentRuntime
public import LanguageModels

/// A whole runtime on a scripted model, a manual clock and a ledger in memory: everything a test of an extension, a
/// tool or the loop needs, in one line.
///
/// ```swift
/// let test = try TestRuntime(ScriptedModel([.text("Hello.")]), extensions: [MyExtension()])
/// let result = try await test.send("Hi")
/// ```
public struct TestRuntime: Sendable {
    /// The runtime.
    public let runtime: Runtime
    /// The model that is asked.
    public let model: ScriptedModel
    /// The clock.
    public let clock: ManualClock
    /// The ledger.
    public let ledger: any LedgerStore
    /// What every turn of `send` did.
    public let log = EventLog()
    private let failures = Script<HookFailure>([])

    /// Makes a runtime.
    ///
    /// - Parameter embeddings: the model of the embedding slot, then whom it falls back to.
    public init(
        _ model: ScriptedModel, others: [any Model] = [], embeddings: [any EmbeddingModel] = [],
        extensions: [any Extension] = [], disabled: Set<String> = [], tools: [any DynamicTool] = [],
        limits: LoopLimits = LoopLimits(), fallbacks: [ModelID] = [], parameters: CallParameters = CallParameters(),
        person: any Person = ScriptedPerson([]), ledger: any LedgerStore = InMemoryLedger(),
        pricing: any Pricing = FlatPricing(), tokens: any TokenCounting = WordTokens(),
        retry: RetryPolicy = RetryPolicy(), rateLimits: [ModelID: ModelRateLimits] = [:],
        clock: ManualClock = ManualClock(), workspace: String = "/nowhere", budgets: BudgetPlan = BudgetPlan()
    ) throws {
        self.model = model
        self.ledger = ledger
        self.clock = clock
        let embedding = embeddings.first.map { first in
            SlotConfiguration(model: first.profile.id, fallbacks: embeddings.dropFirst().map(\.profile.id))
        }
        var configuration = RuntimeConfiguration(
            chat: SlotConfiguration(model: model.profile.id, fallbacks: fallbacks, parameters: parameters),
            embedding: embedding, limits: limits, retry: retry, rateLimits: rateLimits, workspace: workspace)
        configuration.budgets = budgets
        runtime = Runtime(
            configuration: configuration,
            services: RuntimeServices(
                ledger: ledger, models: ModelShelf([model] + others, embeddings: embeddings), prices: pricing,
                tokens: tokens, prompts: PlainPrompts(), person: person, clock: clock),
            extensions: try ExtensionSet(extensions.map { ($0, .bundled) }, disabled: disabled), tools: tools,
            onFailure: { [failures] failure in failures.append(failure) })
    }

    /// The failures of extensions so far.
    public var extensionFailures: [HookFailure] { failures.all }

    /// Sends a message in a new conversation.
    public func send(_ text: String) async throws -> TurnResult {
        try await runtime.newConversation().send(text, onEvent: log.sink)
    }
}
