import FarthingTesting
import HTTPStreaming
import LanguageModels

@testable import ModelProviders

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A recorded reply in `Fixtures/`.
struct Fixture {
    let bytes: [UInt8]

    init(_ path: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        bytes = Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(path)")))
    }

    init(bytes: [UInt8]) { self.bytes = bytes }
}

/// What a model made of a reply.
struct Outcome {
    var events: [ModelEvent] = []
    var response: ModelResponse?
    var error: ModelError?

    var content: [ContentPart] { EventSum(events).content }
}

/// Asks a model over a fake transport.
struct Exchange {
    var dialect: ModelDialect = .openAI
    var provider = "openai"
    var model = "gpt-4.1-mini"
    var quirks = ProviderQuirks()
    var keys = [ProviderKey("sk-test-1234567890")].compactMap(\.self)
    var maxOutputTokens: Int?

    static let question = ModelRequest(
        model: ModelID(provider: "openai", name: "gpt-4.1-mini"), messages: [Message(.user, "Hello?")])

    func model(over transport: any HTTPTransport) -> any Model {
        let profile = ModelProfile(
            id: ModelID(provider: provider, name: model), maxOutputTokens: maxOutputTokens)
        let connection = ProviderConnection(
            endpoint: ProviderEndpoint(
                name: provider, displayName: provider.capitalized, baseURL: "https://api.example.test/v1",
                authentication: dialect == .anthropic ? .header("x-api-key") : .bearer, quirks: quirks,
                keyVariables: ["\(provider.uppercased())_API_KEY"]),
            keyring: ProviderKeyring(keys), transport: transport, now: { 1_800_000_000 })
        switch dialect {
        case .anthropic: return AnthropicModel(profile: profile, connection: connection)
        default: return OpenAIModel(profile: profile, connection: connection)
        }
    }

    func ask(_ transport: any HTTPTransport, _ request: ModelRequest = question) async throws -> Outcome {
        var outcome = Outcome()
        do {
            outcome.response = try await model(over: transport).respond(to: request) { outcome.events.append($0) }
        } catch let error as ModelError {
            outcome.error = error
        }
        return outcome
    }

    /// Asks over the bytes in one chunk.
    func ask(_ fixture: Fixture, _ request: ModelRequest = question) async throws -> Outcome {
        try await ask(FakeTransport(chunks: [fixture.bytes]), request)
    }

    func ask(stream: String) async throws -> Outcome { try await ask(Fixture(bytes: Array(stream.utf8))) }

    /// Asks over events, each the data of one.
    func ask(events: [String]) async throws -> Outcome {
        try await ask(stream: events.map { "data: \($0)\n\n" }.joined())
    }

    /// Returns the body of the request that a model sends.
    func body(of request: ModelRequest) async throws -> String {
        let transport = FakeTransport(json: "{}")
        _ = try await ask(transport, request)
        return String(decoding: transport.calls.first?.body ?? [], as: UTF8.self)
    }
}
