/// The names that OpenTelemetry's conventions have for providers where they are not our own.
enum ProviderNames {
    static func conventional(_ provider: String) -> String { names[provider] ?? provider }

    private static let names = [
        "azure": "azure.ai.openai", "bedrock": "aws.bedrock", "gemini": "gcp.gemini", "google": "gcp.gemini",
        "mistral": "mistral_ai", "moonshot": "moonshot_ai", "vertex": "gcp.vertex_ai", "watsonx": "ibm.watsonx.ai",
        "xai": "x_ai",
    ]
}
