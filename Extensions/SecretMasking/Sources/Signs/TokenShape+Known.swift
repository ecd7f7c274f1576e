extension TokenShape {
    /// The vendors whose tokens are known by their beginning, as the vendors document them. To add one: a line here, and
    /// an example in the tests.
    static let known: [TokenShape] = models + code + clouds + services

    private static let models: [TokenShape] = [
        TokenShape("api_key", "sk-", .token, 20...300, isCommon: true),
        TokenShape("google_key", "AIza", .token, 35...35), TokenShape("google_token", "ya29.", .token, 30...1024),
        TokenShape("google_secret", "GOCSPX-", .token, 28...28), TokenShape("groq_key", "gsk_", .word, 40...80),
        TokenShape("xai_key", "xai-", .token, 60...120), TokenShape("perplexity_key", "pplx-", .word, 40...80),
        TokenShape("huggingface_token", "hf_", .alphanumeric, 30...50),
        TokenShape("replicate_token", "r8_", .word, 37...37), TokenShape("nvidia_key", "nvapi-", .token, 60...80),
        TokenShape("cerebras_key", "csk-", .alphanumeric, 40...60),
    ]

    private static let code: [TokenShape] =
        ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { TokenShape("github_token", $0, .alphanumeric, 36...255) }
        + ["glpat-", "gldt-", "glrt-", "glptt-"].map { TokenShape("gitlab_token", $0, [.token, .dot], 20...300) }
        + [
            TokenShape("github_token", "github_pat_", .word, 60...255),
            TokenShape("npm_token", "npm_", .alphanumeric, 36...36),
            TokenShape("pypi_token", "pypi-", .token, 80...300),
            TokenShape("docker_token", "dckr_pat_", .token, 20...60),
            TokenShape("linear_key", "lin_api_", .word, 32...64),
            TokenShape("atlassian_token", "ATATT3", [.token, .base64], 100...300),
        ]

    private static let clouds: [TokenShape] =
        ["AKIA", "ASIA", "ABIA", "ACCA"].map { TokenShape("aws_key_id", $0, [.upper, .digit], 16...16) }
        + ["dop_v1_", "doo_v1_", "dor_v1_"].map { TokenShape("digitalocean_token", $0, .alphanumeric, 64...64) }
        + [
            TokenShape("databricks_token", "dapi", [.digit, .lower, .hyphen], 32...36),
            TokenShape("vault_token", "hvs.", .token, 24...300),
            TokenShape("tailscale_key", "tskey-", .token, 20...120),
            TokenShape("supabase_token", "sbp_", .alphanumeric, 40...60),
            TokenShape("age_key", "AGE-SECRET-KEY-1", [.upper, .digit], 58...58),
        ]

    private static let services: [TokenShape] =
        ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-"].map { TokenShape("slack_token", $0, .token, 20...300) }
        + ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"].map {
            TokenShape("stripe_key", $0, .alphanumeric, 16...255)
        }
        + ["shpat_", "shpca_", "shpss_"].map { TokenShape("shopify_token", $0, .alphanumeric, 32...32) }
        + [
            TokenShape("sendgrid_key", "SG.", [.token, .dot], 60...80),
            TokenShape("notion_token", "ntn_", .word, 40...60),
        ]
}
