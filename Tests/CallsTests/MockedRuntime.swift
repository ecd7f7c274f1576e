import FarthingTesting
import HTTPStreaming
import LanguageModels
import ModelProviders

@testable import AgentRuntime

/// A whole runtime whose providers are mock servers on loopback sockets.
struct MockedRuntime {
    let runtime: Runtime
    let ledger = InMemoryLedger()

    /// - Parameters:
    ///   - servers: by the provider's name; each speaks OpenAI's dialect.
    ///   - keys: of every provider, separated by commas.
    init(
        _ servers: [String: MockProviderServer], chat: ModelID, fallbacks: [ModelID] = [],
        embedding: SlotConfiguration? = nil, keys: String = "sk-mock-0123456789", retry: RetryPolicy = RetryPolicy(),
        rateLimits: [ModelID: ModelRateLimits] = [:], clock: any RuntimeClock = SystemClock()
    ) throws {
        let overlays = servers.mapValues { server in
            ProviderOverlay(dialect: .openAI, baseURL: server.openAIBaseURL, keyVariable: "MOCK_KEY", locality: .cloud)
        }
        let registry = ProviderRegistry(
            overlays: overlays, environment: [:],
            transport: CurlTransport(options: CurlTransport.Options(environment: [:]))
        ) { _ in ProviderKey.list(keys) }
        runtime = Runtime(
            configuration: RuntimeConfiguration(
                chat: SlotConfiguration(model: chat, fallbacks: fallbacks), embedding: embedding, retry: retry,
                rateLimits: rateLimits, workspace: "/nowhere"),
            services: RuntimeServices(
                ledger: ledger, models: Registered(registry: registry), prices: FlatPricing(), tokens: WordTokens(),
                prompts: PlainPrompts(), person: ScriptedPerson([]), clock: clock),
            extensions: try ExtensionSet([]), tools: [])
    }

    /// Sends a message in a new conversation.
    func send(_ text: String) async throws -> TurnResult {
        try await runtime.newConversation().send(text) { _ in }
    }

    /// Every attempt so far.
    func attempts() async throws -> [AttemptRecord] { try await ledger.attempts(SpendFilter(), limit: 100_000) }

    private struct Registered: ModelSource {
        let registry: ProviderRegistry

        func model(_ id: ModelID) throws -> any Model {
            try registry.model(ModelProfile(id: id, contextWindow: 10_000, maxOutputTokens: 100))
        }
        func embeddingModel(_ id: ModelID) throws -> any EmbeddingModel {
            try registry.embeddingModel(ModelProfile(id: id))
        }
        func profile(of id: ModelID) -> ModelProfile? {
            ModelProfile(id: id, contextWindow: 10_000, maxOutputTokens: 100)
        }
    }
}

/// A clock that stands still until it is moved and keeps those who wait for a call's deadline apart, so that whoever
/// sleeps on `waits` is one who waits for a retry, a trial or a limit, and nobody else.
final class TwoClocks: RuntimeClock {
    let waits = ManualClock()
    private let deadlines = ManualClock()

    var now: Timestamp { waits.now }
    var uptime: Duration { waits.uptime }

    func sleep(for duration: Duration) async throws {
        let clock = duration > .seconds(600) ? deadlines : waits
        try await clock.sleep(for: duration)
    }

    func advance(by duration: Duration) {
        deadlines.advance(by: duration)
        waits.advance(by: duration)
    }
}
