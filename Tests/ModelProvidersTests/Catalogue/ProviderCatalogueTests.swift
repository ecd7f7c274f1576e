import LanguageModels
import Money
import Testing

@testable import ModelProviders

@Suite struct ProviderCatalogueTests {
    private let catalogue = ProviderCatalogue.builtIn

    @Test func `knows the providers that were promised`() {
        let promised = [
            "openai", "anthropic", "openrouter", "gemini", "azure", "mistral", "groq", "together", "fireworks",
            "deepseek", "xai", "cohere", "perplexity", "cerebras", "sambanova", "nvidia", "huggingface", "github",
            "moonshot", "zhipu", "qwen", "ollama", "lmstudio", "llamacpp", "vllm", "litellm", "offline",
        ]
        #expect(promised.filter { catalogue[$0]?.name != $0 } == [])
        #expect(catalogue.entries.count >= 27)
    }

    @Test func `names and aliases mean one provider each`() {
        let names = catalogue.entries.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        #expect(catalogue["Google"]?.name == "gemini")
    }

    @Test func `has an address and a key variable for every provider, and takes the vendor's own first`() {
        for entry in catalogue.entries where entry.dialect != .offline {
            #expect(entry.baseURL != nil || !entry.addressVariables.isEmpty, "\(entry.name)")
            #expect(entry.baseURL?.hasSuffix("/") != true, "\(entry.name)")
            #expect((entry.locality == .local) == entry.baseURL.map(LocalAddress.isLocal) ?? false, "\(entry.name)")
        }
        #expect(
            catalogue["gemini"]?.keyVariables == [
                "GEMINI_API_KEY", "GOOGLE_API_KEY", "API_KEY_GEMINI", "GEMINI_API_TOKEN",
            ])
        #expect(catalogue["openai"]?.keyVariables == ["OPENAI_API_KEY", "API_KEY_OPENAI", "OPENAI_API_TOKEN"])
    }

    @Test func `offers only models that the price list knows`() {
        let prices = PriceList.embedded
        for entry in catalogue.entries where entry.dialect != .offline {
            let offered = entry.tiers.map { [$0.simple, $0.standard, $0.premium] } ?? []
            for name in offered + [entry.embeddingModel].compactMap(\.self) {
                let found = prices.match(provider: entry.name, name: name)
                #expect(found != nil, "\(entry.name)/\(name)")
            }
        }
    }

    @Test func `takes the settings' providers and changes`() throws {
        let changed = catalogue.applying([
            "lab": ProviderOverlay(baseURL: "http://10.0.0.7:8000/v1", keyVariable: "LAB_KEY"),
            "far": ProviderOverlay(dialect: .anthropic, baseURL: "https://far.test", locality: .cloud),
            "openai": ProviderOverlay(baseURL: "https://proxy.test/v1"), "nowhere": ProviderOverlay(),
        ])
        let lab = try #require(changed["lab"])
        #expect(lab.keyVariables == ["LAB_KEY", "LAB_API_KEY", "API_KEY_LAB", "LAB_API_TOKEN"])
        #expect(lab.locality == .local)
        #expect(changed["far"]?.authentication == .header("x-api-key"))
        #expect(changed["far"]?.locality == .cloud)
        #expect(changed["openai"]?.baseURL == "https://proxy.test/v1")
        #expect(changed["openai"]?.quirks == catalogue["openai"]?.quirks)
        #expect(changed["nowhere"] == nil)
    }

    @Test(arguments: [("opnai", "openai"), ("antropic", "anthropic"), ("open", "openai"), ("mistrl", "mistral")])
    func `finds the name that was meant`(_ typed: String, _ meant: String) {
        #expect(catalogue.nearest(to: typed).contains(meant))
    }

    @Test func `suggests nothing for a name that is like none`() {
        #expect(catalogue.nearest(to: "qqqqqqqqqqqq") == [])
    }

    @Test(arguments: [
        ("http://localhost:8000/v1", true), ("http://192.168.1.4", true), ("http://172.20.0.1:1", true),
        ("http://[::1]:8", true),
        ("http://gpu-box:8000/v1", true), ("http://nas.local", true), ("https://api.openai.com/v1", false),
        ("http://172.40.0.1", false), ("http://8.8.8.8", false), ("https://user@api.test:443/", false),
    ])
    func `tells local addresses from others`(_ url: String, _ isLocal: Bool) {
        #expect(LocalAddress.isLocal(url) == isLocal)
    }

    @Test(arguments: [
        ("127.0.0.1:9999", "http://127.0.0.1:9999/v1"), ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        (":8080", "http://127.0.0.1:8080/v1"), ("http://box:1/", "http://box:1/v1"),
        ("https://h.test/api", "https://h.test/api"),
    ])
    func `reads OLLAMA_HOST as Ollama does`(_ value: String, _ url: String) {
        #expect(LocalAddress.url(from: value, defaultPort: 11434, suffix: "/v1") == url)
    }

    @Test func `knows who sends a bill: nobody for a model server of one's own, until it is somebody else's`() {
        func billing(_ provider: String, _ environment: [String: String] = [:], _ overlay: ProviderOverlay? = nil)
            -> ProviderBilling
        {
            ProviderRegistry(
                overlays: overlay.map { [provider: $0] } ?? [:], environment: environment,
                transport: FakeTransport(chunks: [])
            ) { _ in [] }.billing(of: provider)
        }
        #expect(billing("ollama") == .free)
        #expect(billing("ollama", ["OLLAMA_HOST": "192.168.1.5:11434"]) == .free)
        #expect(billing("ollama", ["OLLAMA_HOST": "https://ollama.com"]) == .charges)
        #expect(billing("ollama", [:], ProviderOverlay(baseURL: "https://ollama.com/v1")) == .charges)
        #expect(billing("litellm") == .charges)
        #expect(billing("openai") == .charges)
        #expect(billing("lab", [:], ProviderOverlay(baseURL: "http://127.0.0.1:8000/v1")) == .unknown)
        #expect(billing("lab", [:], ProviderOverlay(baseURL: "http://127.0.0.1:8000/v1", isFree: true)) == .free)
        #expect(billing("lab", [:], ProviderOverlay(baseURL: "https://lab.test/v1")) == .charges)
        #expect(billing("lab", [:], ProviderOverlay(baseURL: "https://lab.test/v1", isFree: true)) == .free)
    }
}
