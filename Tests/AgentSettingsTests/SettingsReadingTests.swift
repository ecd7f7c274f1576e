import ExactJSON
import Testing

@testable import AgentSettings

@Suite struct SettingsReadingTests {
    /// The document of the design, word for word.
    static let document = """
        models:
          chat:      {model: openrouter/openai/gpt-4.1, history_share: 0.7, limits: {requests: 60, input_tokens: 200000, output_tokens: 40000}}
          utility:   {model: openrouter/openai/gpt-4.1-mini, input_share: 0.7}
          browser:   {model: openrouter/openai/gpt-4.1}
          embedding: {model: openai/text-embedding-3-small}
        routing:
          enabled: true
          strategy: balanced            # cost_optimized | balanced | quality_first
          quality_threshold: 0.7
          thresholds: {simple: 0.3, standard: 0.7}
          tiers: {simple: [openai/gpt-4.1-nano], standard: [openai/gpt-4.1-mini], premium: [anthropic/claude-sonnet-4-5, openai/gpt-4.1]}
        budgets:
          conversation: {usd: 0.50, on_exhausted: ask}
          month: {usd: 30.00, cloud_usd: 2.00, fixed: {proxies: 20.00, monitoring: 5.00}, include_fixed: false, time_zone: Europe/Paris}
          thresholds: [0.80, 0.95]
        providers:                      # added to, or changing, the built-in catalogue
          lab: {dialect: openai, base_url: "http://127.0.0.1:8000/v1", key_env: LAB_KEY, locality: local}
        prices:                         # LiteLLM field names, decimal
          lab/some-model: {input_cost_per_token: 0.0000025, output_cost_per_token: 0.00001, max_input_tokens: 128000, max_output_tokens: 4096}
        extensions: {disabled: [], settings: {}}
        """

    @Test func `reads the whole document of the design`() throws {
        let settings = try loaded(Self.document).settings
        #expect(settings.models.chat.model == "openrouter/openai/gpt-4.1")
        #expect(settings.models.chat.limits.requests == 60)
        #expect(settings.models.chat.limits.inputTokens == 200_000)
        #expect(settings.models.chat.limits.outputTokens == 40_000)
        #expect(settings.models.embedding.model == "openai/text-embedding-3-small")
        #expect(settings.routing.strategy == .balanced)
        #expect(settings.routing.tiers.premium == ["anthropic/claude-sonnet-4-5", "openai/gpt-4.1"])
        #expect(settings.budgets.conversation.usd == DecimalText("0.50"))
        #expect(settings.budgets.conversation.onExhausted == .ask)
        #expect(settings.budgets.month.cloudUSD == DecimalText("2.00"))
        #expect(settings.budgets.month.fixed == ["proxies": DecimalText("20.00"), "monitoring": DecimalText("5.00")])
        #expect(settings.budgets.month.timeZone == "Europe/Paris")
        #expect(settings.budgets.thresholds == [0.8, 0.95])
        #expect(settings.providers["lab"]?.dialect == .openai)
        #expect(settings.providers["lab"]?.baseURL == "http://127.0.0.1:8000/v1")
        #expect(settings.providers["lab"]?.keyEnv == "LAB_KEY")
        #expect(settings.providers["lab"]?.locality == .local)
        #expect(settings.prices["lab/some-model"]?.numbers["input_cost_per_token"]?.text == "0.0000025")
    }

    @Test func `keeps the digits of prices and budgets as they were written`() throws {
        let settings = try loaded(
            """
            budgets: {global: {usd: 0.100000000001}}
            prices:
              a/b: {input_cost_per_token: 1.10e-07, output_cost_per_token: 0.30000000000000004, mode: chat, free: true}
            """
        ).settings
        #expect(settings.budgets.global.usd?.text == "0.100000000001")
        let price = try #require(settings.prices["a/b"])
        #expect(price.entry.map(\.key) == ["input_cost_per_token", "output_cost_per_token", "mode", "free"])
        #expect(
            price.numbers.mapValues(\.text) == [
                "input_cost_per_token": "1.10e-07", "output_cost_per_token": "0.30000000000000004",
            ])
        #expect(price.isFree)
    }

    @Test func `tells no budget from a budget of nothing`() throws {
        let settings = try loaded("budgets: {global: {usd: 0}, day: {tokens: 0}}").settings
        #expect(settings.budgets.global.usd?.isZero == true)
        #expect(settings.budgets.day.tokens == 0)
        #expect(settings.budgets.month.usd == nil)
    }

    @Test func `takes an empty file, an empty section and null as nothing written`() throws {
        for text in ["", "# only a comment\n", "routing:\n", "routing: ~\nmodels:\n  chat:\n    model: null\n"] {
            #expect(try loaded(text).settings == Settings())
        }
    }

    @Test func `reads open sections with types, quotes and exact numbers`() throws {
        let settings = try loaded(
            """
            models: {chat: {parameters: {top_p: 0.90, seed: 7, user: "7", stop: [a, "true"], think: true, none: ~}}}
            extensions: {settings: {Memory: {size: 10}}}
            """
        ).settings
        #expect(
            JSONValue.object(settings.models.chat.parameters).text
                == #"{"top_p":0.90,"seed":7,"user":"7","stop":["a","true"],"think":true,"none":null}"#)
        #expect(settings.extensions.settings["Memory"].map(JSONValue.object)?.text == #"{"size":10}"#)
    }

    @Test(arguments: [
        ("1500ms", Duration.milliseconds(1500), "1500ms"), ("90", .seconds(90), "90s"), ("2m", .seconds(120), "2m"),
        ("1h", .seconds(3600), "1h"),
    ])
    func `reads times with units`(_ text: String, _ expected: Duration, _ shown: String) throws {
        let timeout = try loaded("tools: {shell: {timeout: \(text)}}").settings.tools.shell.timeout
        #expect(timeout == expected)
        #expect(timeout.short == shown)
    }

    @Test func `shares anchors between sections`() throws {
        let settings = try loaded(
            """
            models:
              chat: &model {model: a/b, temperature: 0.5}
              utility: *model
            """
        ).settings
        #expect(settings.models.utility == settings.models.chat)
        #expect(settings.models.utility.temperature == 0.5)
    }
}
