import FarthingTesting

extension Product {
    /// The program with three models in three tiers, at $1, $5 and $25 a million tokens.
    static func routed(tiers: String = "{simple: [test/nano], standard: [test/mini], premium: [test/large]}") throws
        -> Product
    {
        let product = try Product(ScriptedProvider())
        try product.write(
            """
            providers:
              test: {dialect: openai, base_url: "\(product.provider.server.url)/v1", key_env: TEST_KEY, locality: cloud}
            prices:
              test/nano: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_input_tokens: 100000, max_output_tokens: 1000}
              test/mini: {input_cost_per_token: 0.000005, output_cost_per_token: 0.00001, max_input_tokens: 100000, max_output_tokens: 1000}
              test/large: {input_cost_per_token: 0.000025, output_cost_per_token: 0.00005, max_input_tokens: 100000, max_output_tokens: 1000}
            routing: {tiers: \(tiers)}
            """, to: "farthing.yaml")
        return product
    }
}
