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
    let gatekeeper: Gatekeeper
    let keyWatch: KeyWatch
    let names: ConversationNames
    /// Metrics of the machine that runs local models, in the Prometheus text format.
    let resources: @Sendable () async -> String
    private let stopping = NIOLockedValueBox(false)

    init(
        runtime: Runtime, menu: ModelMenu, options: ServerOptions, keys: any KeyRegister,
        resources: @escaping @Sendable () async -> String = { "" }
    ) {
        self.resources = resources
        self.runtime = runtime
        self.menu = menu
        self.options = options
        gate = CallGate(most: options.mostCalls)
        limiter = KeyLimiter(clock: runtime.services.clock)
        budgets = BudgetView(
            store: runtime.services.ledger, clock: runtime.services.clock, plan: runtime.configuration.budgets)
        metrics = Metrics()
        live = LiveConversations()
        alerts = AlertFeed(store: runtime.services.ledger, clock: runtime.services.clock)
        gatekeeper = Gatekeeper(options: options, keys: keys)
        keyWatch = KeyWatch(gatekeeper: gatekeeper, clock: runtime.services.clock)
        names = ConversationNames()
    }

    var clock: any RuntimeClock { runtime.services.clock }

    /// Whether the server is shutting down.
    var isStopping: Bool { stopping.withLockedValue { $0 } }

    func stop() { stopping.withLockedValue { $0 = true } }

    /// Asks a model for a caller, if it may ask now and in the conversation it names, until its client is gone.
    ///
    /// - Throws: `APIError` of status 404 when the conversation is somebody else's, 429 over the key's rate, 503 when
    ///   there is no room; what `work` throws.
    func ask(
        _ exchange: Exchange, in conversation: ConversationID?, _ work: @escaping @Sendable () async throws -> Reply?
    ) async throws -> Reply? {
        try limiter.admit(exchange.caller)
        guard let conversation, exchange.caller.role != .admin else {
            return try await gate.run { try await exchange.whileConnected(work) }
        }
        // A name that nobody has yet is the caller's before it is looked up: of two keys that come at once with a new
        // one, the other must not join.
        return try await names.held(conversation, by: exchange.caller) {
            if let stored = try await runtime.services.ledger.conversation(conversation),
                !exchange.caller.owns(stored.record.tags)
            {
                throw APIError.noConversation(conversation)
            }
            return try await gate.run { try await exchange.whileConnected(work) }
        }
    }

    /// The header fields that tell what an answer cost, in which conversation, and what the tightest budget has left.
    func costHeaders(_ cost: CallCost, of exchange: Exchange, _ conversation: ConversationID) async -> HTTPFields {
        var fields = HTTPFields()
        cost.write(to: &fields)
        await writeAccount(of: exchange, conversation, to: &fields)
        return fields
    }

    /// The head of a streamed answer as far as it is known before: what it costs is told at its end.
    func streamHeaders(of exchange: Exchange, _ conversation: ConversationID?) async -> HTTPFields {
        var fields = EventStream.headers
        await writeAccount(of: exchange, conversation, to: &fields)
        return fields
    }

    private func writeAccount(
        of exchange: Exchange, _ conversation: ConversationID?, to fields: inout HTTPFields
    ) async {
        if let conversation { fields[.farthingConversation] = conversation.text }
        if let least = await budgets.leastLeft(for: exchange.spender, conversation) {
            fields[.budgetRemaining] = least.description
        }
    }
}

extension APIError {
    static func noConversation(_ id: ConversationID) -> APIError {
        notFound("There is no conversation \(id.text.prefix(128)).", code: "no_such_conversation")
    }
}
