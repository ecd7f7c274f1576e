import LanguageModels

/// The built-in providers that serve models of others, and those on one's own machine.
extension ProviderCatalogue {
    /// Hosts of open models.
    static let hosts: [CatalogueEntry] = [
        CatalogueEntry("groq", "Groq", "https://api.groq.com/openai/v1") {
            $0.addressVariables = [.init("GROQ_BASE_URL", suffix: "/openai/v1")]
            $0.quirks.lengthField = .maxCompletionTokens
            $0.quirks.effortField = .effort
            $0.keyPage = "https://console.groq.com/keys"
            $0.tiers = .init("openai/gpt-oss-20b", "openai/gpt-oss-120b", "openai/gpt-oss-120b")
        },
        CatalogueEntry("together", "Together", "https://api.together.xyz/v1") {
            $0.aliases = ["together_ai", "togetherai"]
            $0.vendorKeyVariables = ["TOGETHER_API_KEY", "TOGETHERAI_API_KEY", "TOGETHER_AI_API_KEY"]
            $0.addressVariables = [.init("TOGETHER_BASE_URL")]
            $0.priceProvider = "together_ai"
            $0.keyPage = "https://api.together.ai/settings/api-keys"
        },
        CatalogueEntry("fireworks", "Fireworks", "https://api.fireworks.ai/inference/v1") {
            $0.aliases = ["fireworks_ai"]
            $0.vendorKeyVariables = ["FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY"]
            $0.addressVariables = [.init("FIREWORKS_API_BASE")]
            $0.priceProvider = "fireworks_ai"
            $0.keyPage = "https://app.fireworks.ai/settings/users/api-keys"
        },
        CatalogueEntry("cerebras", "Cerebras", "https://api.cerebras.ai/v1") {
            $0.addressVariables = [.init("CEREBRAS_BASE_URL", suffix: "/v1")]
            $0.quirks.lengthField = .maxCompletionTokens
            $0.quirks.effortField = .effort
            $0.keyPage = "https://cloud.cerebras.ai"
        },
        CatalogueEntry("sambanova", "SambaNova", "https://api.sambanova.ai/v1") {
            $0.addressVariables = [.init("SAMBANOVA_BASE_URL"), .init("SAMBANOVA_API_BASE")]
            $0.keyPage = "https://cloud.sambanova.ai/apis"
        },
        CatalogueEntry("nvidia", "NVIDIA", "https://integrate.api.nvidia.com/v1") {
            $0.aliases = ["nvidia_nim"]
            $0.vendorKeyVariables = ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY"]
            $0.addressVariables = [.init("NVIDIA_BASE_URL"), .init("NVIDIA_NIM_API_BASE")]
            $0.priceProvider = "nvidia_nim"
            $0.keyPage = "https://build.nvidia.com/settings/api-keys"
        },
        CatalogueEntry("deepinfra", "DeepInfra", "https://api.deepinfra.com/v1/openai") {
            $0.vendorKeyVariables = ["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"]
            $0.keyPage = "https://deepinfra.com/dash/api_keys"
        },
        CatalogueEntry("nebius", "Nebius", "https://api.studio.nebius.com/v1") {
            $0.keyPage = "https://studio.nebius.com/settings/api-keys"
        },
        CatalogueEntry("huggingface", "Hugging Face", "https://router.huggingface.co/v1") {
            $0.aliases = ["hf"]
            $0.vendorKeyVariables = ["HF_TOKEN", "HUGGINGFACE_API_KEY", "HUGGING_FACE_HUB_TOKEN"]
            $0.keyPage = "https://huggingface.co/settings/tokens"
        },
        CatalogueEntry("github", "GitHub Models", "https://models.github.ai/inference") {
            $0.aliases = ["github_models"]
            $0.vendorKeyVariables = ["GITHUB_MODELS_TOKEN", "GITHUB_API_KEY", "GITHUB_TOKEN"]
            $0.keyPage = "https://github.com/settings/personal-access-tokens"
        },
    ]

    /// Routers to many providers.
    static let routers: [CatalogueEntry] = [
        CatalogueEntry("openrouter", "OpenRouter", "https://openrouter.ai/api/v1") {
            $0.addressVariables = [.init("OPENROUTER_BASE_URL"), .init("OPENROUTER_API_BASE")]
            $0.headers = [("x-title", "Farthing")]
            $0.quirks.effortField = .object
            $0.quirks.reasoningReturn = .details
            $0.quirks.takesCacheControl = true
            $0.quirks.takesServiceTier = true
            $0.keyPage = "https://openrouter.ai/settings/keys"
            $0.tiers = .init("openai/gpt-4.1-nano", "openai/gpt-4.1-mini", "openai/gpt-4.1")
        },
        CatalogueEntry("vercel", "Vercel AI Gateway", "https://ai-gateway.vercel.sh/v1") {
            $0.aliases = ["vercel_ai_gateway"]
            $0.vendorKeyVariables = ["AI_GATEWAY_API_KEY"]
            $0.priceProvider = "vercel_ai_gateway"
            $0.keyPage = "https://vercel.com/dashboard/ai-gateway"
        },
        CatalogueEntry("litellm", "LiteLLM proxy", "http://127.0.0.1:4000/v1") {
            $0.aliases = ["litellm_proxy"]
            $0.vendorKeyVariables = ["LITELLM_PROXY_API_KEY", "LITELLM_API_KEY", "LITELLM_MASTER_KEY"]
            $0.addressVariables = [
                .init("LITELLM_PROXY_API_BASE", suffix: "/v1"), .init("LITELLM_BASE_URL", suffix: "/v1"),
            ]
            $0.quirks.takesCacheControl = true
            $0.quirks.effortField = .effort
            $0.quirks.takesServiceTier = true
            $0.priceProvider = "litellm_proxy"
            $0.locality = .local
        },
    ]

    /// Servers on one's own machine: no key is needed, and a key that is set is sent.
    static let local: [CatalogueEntry] = [
        CatalogueEntry("ollama", "Ollama", "http://127.0.0.1:11434/v1") {
            $0.addressVariables = [.init("OLLAMA_HOST", suffix: "/v1")]
            $0.locality = .local
            $0.billing = .free
        },
        CatalogueEntry("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1") {
            $0.aliases = ["lm_studio"]
            $0.vendorKeyVariables = ["LM_STUDIO_API_KEY", "LM_API_TOKEN"]
            $0.addressVariables = [.init("LM_STUDIO_API_BASE"), .init("LMSTUDIO_BASE_URL")]
            $0.priceProvider = "lm_studio"
            $0.locality = .local
            $0.billing = .free
        },
        CatalogueEntry("llamacpp", "llama.cpp", "http://127.0.0.1:8080/v1") {
            $0.aliases = ["llama.cpp", "llama_cpp"]
            $0.vendorKeyVariables = ["LLAMA_API_KEY"]
            $0.addressVariables = [.init("LLAMACPP_BASE_URL", suffix: "/v1")]
            $0.locality = .local
            $0.billing = .free
        },
        CatalogueEntry("vllm", "vLLM", "http://127.0.0.1:8000/v1") {
            $0.aliases = ["hosted_vllm"]
            $0.vendorKeyVariables = ["VLLM_API_KEY", "HOSTED_VLLM_API_KEY"]
            $0.addressVariables = [.init("VLLM_BASE_URL", suffix: "/v1"), .init("HOSTED_VLLM_API_BASE", suffix: "/v1")]
            $0.priceProvider = "hosted_vllm"
            $0.locality = .local
            $0.billing = .free
        },
        CatalogueEntry("offline", "Offline", "offline:") {
            $0.dialect = .offline
            $0.authentication = .none
            $0.locality = .local
            $0.tiers = .init("offline", "offline", "offline")
        },
    ]
}
