import LanguageModels

/// The built-in providers that are hosted: addresses, keys and quirks as their documentation had them in autumn 2026.
extension ProviderCatalogue {
    /// Every built-in provider.
    package static let builtIn = ProviderCatalogue(makers + hosts + routers + local)

    /// Makers of models, under their own name.
    static let makers: [CatalogueEntry] = [
        CatalogueEntry("openai", "OpenAI", "https://api.openai.com/v1") {
            $0.addressVariables = [.init("OPENAI_BASE_URL"), .init("OPENAI_API_BASE")]
            $0.headerVariables = [
                ("OPENAI_ORG_ID", "openai-organization"), ("OPENAI_PROJECT_ID", "openai-project"),
            ]
            $0.quirks = openAIQuirks
            $0.keyPage = "https://platform.openai.com/api-keys"
            $0.tiers = .init("gpt-4.1-nano", "gpt-4.1-mini", "gpt-4.1")
            $0.embeddingModel = "text-embedding-3-small"
            $0.embeddingLimits.tokensPerText = 8192
        },
        CatalogueEntry("anthropic", "Anthropic", "https://api.anthropic.com") {
            $0.aliases = ["claude"]
            $0.dialect = .anthropic
            $0.authentication = .header("x-api-key")
            $0.addressVariables = [.init("ANTHROPIC_BASE_URL")]
            $0.keyPage = "https://platform.claude.com/settings/keys"
            $0.tiers = .init("claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5")
        },
        CatalogueEntry("gemini", "Google Gemini", "https://generativelanguage.googleapis.com/v1beta/openai") {
            $0.aliases = ["google"]
            $0.vendorKeyVariables = ["GEMINI_API_KEY", "GOOGLE_API_KEY"]
            $0.addressVariables = [.init("GOOGLE_GEMINI_BASE_URL", suffix: "/v1beta/openai")]
            $0.quirks.effortField = .effort
            $0.keyPage = "https://aistudio.google.com/apikey"
            $0.tiers = .init("gemini-2.5-flash-lite", "gemini-2.5-flash", "gemini-2.5-pro")
            $0.embeddingModel = "gemini-embedding-001"
            $0.embeddingLimits.texts = 100
        },
        CatalogueEntry("azure", "Azure OpenAI", nil) {
            $0.aliases = ["azure_openai"]
            $0.vendorKeyVariables = ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"]
            $0.addressVariables = [
                .init("AZURE_OPENAI_ENDPOINT", suffix: "/openai/v1"), .init("AZURE_API_BASE", suffix: "/openai/v1"),
            ]
            $0.authentication = .header("api-key")
            $0.quirks = openAIQuirks
            $0.quirks.takesServiceTier = false
        },
        CatalogueEntry("mistral", "Mistral", "https://api.mistral.ai/v1") {
            $0.aliases = ["mistralai"]
            $0.quirks.asksForStreamUsage = false
            $0.quirks.wantsShortToolCallIDs = true
            $0.quirks.seedField = .randomSeed
            $0.quirks.mergesTurns = true
            $0.keyPage = "https://console.mistral.ai/api-keys"
            $0.tiers = .init("mistral-small-latest", "mistral-medium-latest", "mistral-large-latest")
            $0.embeddingModel = "mistral-embed"
            $0.embeddingLimits = .init(texts: 512, tokens: 16_384, tokensPerText: 8192)
        },
        CatalogueEntry("deepseek", "DeepSeek", "https://api.deepseek.com/v1") {
            $0.addressVariables = [.init("DEEPSEEK_API_BASE")]
            $0.quirks.takesJSONSchema = false
            $0.quirks.reasoningReturn = .content
            $0.keyPage = "https://platform.deepseek.com/api_keys"
            $0.tiers = .init("deepseek-v4-flash", "deepseek-v4-flash", "deepseek-v4-pro")
        },
        CatalogueEntry("xai", "xAI", "https://api.x.ai/v1") {
            $0.aliases = ["x-ai", "grok"]
            $0.addressVariables = [.init("XAI_API_BASE")]
            $0.quirks.effortField = .effort
            $0.keyPage = "https://console.x.ai"
            $0.tiers = .init("grok-4.3", "grok-4.3", "grok-4.7")
        },
        CatalogueEntry("cohere", "Cohere", "https://api.cohere.ai/compatibility/v1") {
            $0.vendorKeyVariables = ["CO_API_KEY", "COHERE_API_KEY"]
            $0.addressVariables = [.init("CO_API_URL", suffix: "/compatibility/v1")]
            $0.priceProvider = "cohere_chat"
            $0.keyPage = "https://dashboard.cohere.com/api-keys"
            $0.tiers = .init("command-r7b-12-2024", "command-r-08-2024", "command-a-03-2025")
            $0.embeddingModel = "embed-v4.0"
            $0.embeddingLimits.texts = 96
        },
        CatalogueEntry("perplexity", "Perplexity", "https://api.perplexity.ai") {
            $0.vendorKeyVariables = ["PERPLEXITY_API_KEY", "PERPLEXITYAI_API_KEY", "PPLX_API_KEY"]
            $0.quirks.asksForStreamUsage = false
            $0.quirks.mergesTurns = true
            $0.keyPage = "https://www.perplexity.ai/account/api/keys"
            $0.tiers = .init("sonar", "sonar-pro", "sonar-reasoning-pro")
        },
        CatalogueEntry("moonshot", "Moonshot", "https://api.moonshot.ai/v1") {
            $0.aliases = ["moonshotai", "kimi"]
            $0.addressVariables = [.init("MOONSHOT_BASE_URL"), .init("MOONSHOT_API_BASE")]
            $0.quirks.reasoningReturn = .content
            $0.keyPage = "https://platform.moonshot.ai/console/api-keys"
            $0.tiers = .init("kimi-k2.5", "kimi-k2.6", "kimi-k3")
        },
        CatalogueEntry("zhipu", "Zhipu", "https://open.bigmodel.cn/api/paas/v4") {
            $0.aliases = ["bigmodel", "zhipuai"]
            $0.vendorKeyVariables = ["ZHIPUAI_API_KEY", "ZHIPU_API_KEY"]
            $0.quirks.takesJSONSchema = false
            $0.priceProvider = "zai"
            $0.keyPage = "https://open.bigmodel.cn/usercenter/apikeys"
        },
        CatalogueEntry("zai", "Z.ai", "https://api.z.ai/api/paas/v4") {
            $0.aliases = ["z-ai"]
            $0.addressVariables = [.init("ZAI_BASE_URL"), .init("ZAI_API_BASE")]
            $0.quirks.takesJSONSchema = false
            $0.keyPage = "https://z.ai/manage-apikey/apikey-list"
            $0.tiers = .init("glm-4.5-air", "glm-4.5", "glm-4.6")
        },
        CatalogueEntry("qwen", "Qwen (DashScope)", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1") {
            $0.aliases = ["dashscope", "alibaba"]
            $0.vendorKeyVariables = ["DASHSCOPE_API_KEY"]
            $0.addressVariables = [.init("DASHSCOPE_API_BASE")]
            $0.priceProvider = "dashscope"
            $0.keyPage = "https://bailian.console.alibabacloud.com/?tab=model#/api-key"
            $0.tiers = .init("qwen-turbo", "qwen-plus", "qwen-max")
            $0.embeddingLimits.texts = 10
        },
        CatalogueEntry("minimax", "MiniMax", "https://api.minimax.io/v1") {
            $0.addressVariables = [.init("MINIMAX_API_BASE")]
            $0.keyPage = "https://platform.minimax.io/user-center/basic-information/interface-key"
        },
    ]

    /// What OpenAI's own models want; Azure's are the same.
    private static var openAIQuirks: ProviderQuirks {
        var quirks = ProviderQuirks()
        quirks.lengthField = .maxCompletionTokens
        quirks.effortField = .effort
        quirks.takesServiceTier = true
        quirks.takesCacheKey = true
        quirks.fixedSamplingModels = ["o1", "o3", "o4", "gpt-5"]
        quirks.freeSamplingModels = ["gpt-5-chat"]
        return quirks
    }
}
