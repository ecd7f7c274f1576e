/// The provider names that mean the same account and price list.
///
/// Our catalogue, LiteLLM's list and the vendors' own names differ; a family is named by LiteLLM's key prefix.
enum ProviderFamily {
    private static let aliases: [String: String] = [
        "google": "gemini", "google_ai_studio": "gemini", "vertex": "vertex_ai", "azure_openai": "azure",
        "azure_text": "azure", "azure-ai": "azure_ai", "together": "together_ai", "togetherai": "together_ai",
        "fireworks": "fireworks_ai", "bedrock_converse": "bedrock", "bedrock_mantle": "bedrock", "aws": "bedrock",
        "amazon": "bedrock", "amazon-nova": "amazon_nova", "cohere_chat": "cohere", "nvidia": "nvidia_nim",
        "moonshotai": "moonshot", "kimi": "moonshot", "zhipu": "zai", "z-ai": "zai", "qwen": "dashscope",
        "alibaba": "dashscope", "x-ai": "xai", "mistralai": "mistral", "codestral": "mistral",
        "text-completion-codestral": "mistral", "text-completion-openai": "openai", "github": "github",
        "lambda": "lambda_ai", "meta-llama": "meta_llama", "perplexity-ai": "perplexity",
        "fireworks_ai-embedding-models": "fireworks_ai", "vercel": "vercel_ai_gateway",
    ]

    /// The family of a provider name, in lower case.
    static func name(of provider: String) -> String {
        let lower = provider.lowercased()
        if let alias = aliases[lower] { return alias }
        return lower.hasPrefix("vertex_ai-") ? "vertex_ai" : lower
    }
}
