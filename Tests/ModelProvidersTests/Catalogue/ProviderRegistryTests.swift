import HTTPStreaming
import LanguageModels
import Testing

@testable import ModelProviders

@Suite struct ProviderRegistryTests {
    private func registry(
        _ environment: [String: String], overlays: [String: ProviderOverlay] = [:],
        transport: FakeTransport = FakeTransport(json: "{}")
    ) -> ProviderRegistry {
        ProviderRegistry(overlays: overlays, environment: environment, transport: transport) { variables in
            variables.compactMap { environment[$0] }.first.map(ProviderKey.list) ?? []
        }
    }

    private func url(_ model: String, _ environment: [String: String], overlays: [String: ProviderOverlay] = [:])
        async throws
        -> String
    {
        let transport = FakeTransport(json: "{}")
        let id = try #require(ModelID(model))
        let made = try registry(environment, overlays: overlays, transport: transport).model(ModelProfile(id: id))
        _ = await #expect(throws: ModelError.self) {
            try await made.respond(to: ModelRequest(model: id, messages: [Message(.user, "x")])) { _ in }
        }
        return try #require(transport.calls.first?.url)
    }

    @Test(arguments: [
        ("openai/gpt-4.1", ["OPENAI_API_KEY": "k"], "https://api.openai.com/v1/chat/completions"),
        (
            "openai/gpt-4.1", ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://p.test/v1/"],
            "https://p.test/v1/chat/completions"
        ),
        (
            "anthropic/claude-sonnet-4-5", ["ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": "https://p.test"],
            "https://p.test/v1/messages"
        ),
        ("ollama/qwen3", ["OLLAMA_HOST": "0.0.0.0:7"], "http://127.0.0.1:7/v1/chat/completions"),
        (
            "azure/my-deployment", ["AZURE_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/"],
            "https://r.openai.azure.com/openai/v1/chat/completions"
        ),
        (
            "azure/my-deployment",
            [
                "AZURE_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com",
                "OPENAI_API_VERSION": "2024-10-21",
            ],
            "https://r.openai.azure.com/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"
        ),
        (
            "openrouter/openai/gpt-4.1", ["OPENROUTER_API_KEY": "k"], "https://openrouter.ai/api/v1/chat/completions"
        ),
        (
            "groq/llama", ["GROQ_API_KEY": "k", "GROQ_BASE_URL": "https://api.groq.com"],
            "https://api.groq.com/openai/v1/chat/completions"
        ),
    ])
    func `sends to the address that the environment says`(
        _ model: String, _ environment: [String: String], _ expected: String
    ) async throws {
        #expect(try await url(model, environment) == expected)
    }

    @Test func `a base URL of the settings counts before the environment`() async throws {
        let found = try await url(
            "openai/m", ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://e.test"],
            overlays: ["openai": ProviderOverlay(baseURL: "https://s.test/v1")])
        #expect(found == "https://s.test/v1/chat/completions")
    }

    @Test func `says which variable to set when there is no key`() throws {
        let error = #expect(throws: ModelError.self) {
            try registry([:]).model(ModelProfile(id: ModelID(provider: "openrouter", name: "x")))
        }
        #expect(error?.code == .missingKey)
        #expect(
            error?.message
                == "no key for OpenRouter: set OPENROUTER_API_KEY (or one of API_KEY_OPENROUTER, OPENROUTER_API_TOKEN) "
                + "(keys: https://openrouter.ai/settings/keys)")
    }

    @Test func `needs no key for a server on this machine, under whatever name`() async throws {
        #expect(
            try await url("openai/m", ["OPENAI_BASE_URL": "http://127.0.0.1:9/v1"])
                == "http://127.0.0.1:9/v1/chat/completions")
        #expect(try await url("vllm/m", [:]) == "http://127.0.0.1:8000/v1/chat/completions")
    }

    @Test func `names the nearest provider to an unknown one`() {
        let error = #expect(throws: ModelError.self) {
            try registry([:]).model(ModelProfile(id: ModelID(provider: "opnai", name: "x")))
        }
        #expect(error?.code == .notFound)
        #expect(error?.message.hasPrefix("no provider is called “opnai”: did you mean openai") == true)
    }

    @Test func `says that Azure needs an address`() {
        let error = #expect(throws: ModelError.self) {
            try registry(["AZURE_API_KEY": "k"]).model(ModelProfile(id: ModelID(provider: "azure", name: "x")))
        }
        #expect(error?.message.contains("set AZURE_OPENAI_ENDPOINT") == true)
    }

    @Test func `makes the offline model without anything`() throws {
        let model = try registry([:]).model(ModelProfile(id: OfflineModel.id))
        #expect(model.profile.id == OfflineModel.id)
    }

    @Test func `lists providers whose key was set for them`() {
        let names = registry(["GITHUB_TOKEN": "t", "MISTRAL_API_KEY": "k", "OPENAI_API_KEY": "k"]).providersWithKeys
            .map(\.name)
        #expect(names == ["openai", "mistral"])
    }

    @Test func `lists a provider's models`() async throws {
        let transport = FakeTransport(json: #"{"object":"list","data":[{"id":"b"},{"id":"a"}]}"#)
        let registry = registry(["OPENAI_API_KEY": "k"], transport: transport)
        #expect(try await registry.models(at: "openai") == ["b", "a"])
        #expect(transport.calls.first?.method == "GET")
        #expect(transport.calls.first?.url == "https://api.openai.com/v1/models")
        let servers = await registry.localServers()
        #expect(servers.map(\.provider) == ["litellm", "ollama", "lmstudio", "llamacpp", "vllm"])
    }
}
