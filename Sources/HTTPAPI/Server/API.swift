import AgentRuntime
import HTTPTypes
import LanguageModels
import Money
import NIOConcurrencyHelpers

/// What every endpoint stands on.
final class API: Sendable {
    let runtime: Runtime
    let menu: ModelMenu
    let options: ServerOptions
    let gate: CallGate
    let limiter: KeyLimiter
    let budgets: BudgetView
    let metrics: Metrics
    let live: LiveConversations
    let alerts: AlertFeed
    /// Metrics of the machine that runs local models, in the Prometheus text format.
    let resources: @Sendable () async -> String
    private let stopping = NIOLockedValueBox(false)

    init(
        runtime: Runtime, menu: ModelMenu, options: ServerOptions,
        resources: @escaping @Sendable () async -> String = { "" }
    ) {
        self.resources = resources
        self.runtime = runtime
        self.menu = menu
        self.options = options
        gate = CallGate(most: options.mostCalls)
        limiter = KeyLimiter(clock: runtime.services.clock)
        budgets = BudgetView(store: runtime.services.ledger, clock: runtime.services.clock)
        metrics = Metrics()
        live = LiveConversations()
        alerts = AlertFeed(store: runtime.services.ledger, clock: runtime.services.clock)
    }

    var clock: any RuntimeClock { runtime.services.clock }

    /// Whether the server is shutting down.
    var isStopping: Bool { stopping.withLockedValue { $0 } }

    func stop() { stopping.withLockedValue { $0 = true } }

    /// Checks that the caller may ask a model now, in the conversation it names.
    ///
    /// - Throws: `APIError` of status 404 when the conversation is somebody else's, 429 over the key's rate.
    func admit(_ exchange: Exchange, _ conversation: ConversationID?) async throws {
        try limiter.admit(exchange.caller)
        guard let conversation, exchange.caller.role != .admin else { return }
        guard let stored = try await runtime.services.ledger.conversation(conversation) else { return }
        guard exchange.caller.owns(stored.record.tags) else { throw APIError.noConversation(conversation) }
    }

    /// Adds what the tightest budget has left in dollars.
    func writeBudget(of exchange: Exchange, _ conversation: ConversationID, to fields: inout HTTPFields) async {
        guard let least = await budgets.leastLeft(for: exchange.caller, conversation) else { return }
        fields[.budgetRemaining] = least.description
    }
}

extension APIError {
    static func noConversation(_ id: ConversationID) -> APIError {
        notFound("There is no conversation \(id.text.prefix(128)).", code: "no_such_conversation")
    }
}
