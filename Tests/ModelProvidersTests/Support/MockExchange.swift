import FarthingTesting
import HTTPStreaming
import LanguageModels

@testable import ModelProviders

/// Asks a mock server over real sockets.
struct MockExchange {
    let server: MockProviderServer
    let dialect: ModelDialect
    var timeLimits = HTTPTimeLimits(
        connect: .seconds(60), firstByte: .seconds(120), betweenChunks: .seconds(120), total: .seconds(240))

    var transport: any HTTPTransport = MockExchange.shared

    /// One for all tests, as in the program.
    static let shared = CurlTransport(options: CurlTransport.Options(environment: [:]))

    var id: ModelID { ModelID(provider: dialect == .anthropic ? "anthropic" : "openai", name: "mock-1") }

    func connection(_ keys: String = "sk-mock-0123456789") -> ProviderConnection {
        ProviderConnection(
            endpoint: ProviderEndpoint(
                name: id.provider, displayName: "Mock",
                baseURL: dialect == .anthropic ? server.url : server.openAIBaseURL,
                authentication: dialect == .anthropic ? .header("x-api-key") : .bearer, keyVariables: ["MOCK_API_KEY"],
                timeLimits: timeLimits),
            keyring: ProviderKeyring(ProviderKey.list(keys)), transport: transport)
    }

    func model(_ keys: String = "sk-mock-0123456789") -> any Model {
        let profile = ModelProfile(id: id)
        return dialect == .anthropic
            ? AnthropicModel(profile: profile, connection: connection(keys))
            : OpenAIModel(profile: profile, connection: connection(keys))
    }

    func request(_ text: String = "Hello?", stream: Bool) -> ModelRequest {
        ModelRequest(model: id, messages: [Message(.system, "Be kind."), Message(.user, text)], stream: stream)
    }

    func ask(stream: Bool) async throws -> Outcome {
        var outcome = Outcome()
        do {
            outcome.response = try await model().respond(to: request(stream: stream)) { outcome.events.append($0) }
        } catch let error as ModelError {
            outcome.error = error
        }
        return outcome
    }
}
