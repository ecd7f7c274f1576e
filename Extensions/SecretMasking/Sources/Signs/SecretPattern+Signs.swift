extension SecretPattern {
    /// Everything by which a secret is recognised whose value is not known.
    static let signs: [SecretPattern] =
        TokenShape.known.map { SecretPattern($0.prefix, .token($0)) }
        + [
            SecretPattern("eyJ", .webToken), SecretPattern("-----BEGIN ", .privateKey), SecretPattern("://", .address),
            SecretPattern("Bearer ", .authorization), SecretPattern("bearer ", .authorization),
            SecretPattern("uthorization: Basic ", .authorization),
            SecretPattern("uthorization: basic ", .authorization),
        ]
        + assigned.map { SecretPattern($0, .assignment) }

    private static let assigned = [
        "password", "PASSWORD", "Password", "passwd", "PASSWD", "secret", "SECRET", "Secret", "token", "TOKEN", "Token",
        "api_key", "API_KEY", "apikey", "apiKey", "APIKEY", "ApiKey", "api-key", "Api-Key", "API-Key", "access_key",
        "ACCESS_KEY", "accessKey", "secret_key", "SECRET_KEY", "secretKey", "private_key", "PRIVATE_KEY",
    ]

    private init(_ text: String, _ sign: SecretSign) { self.init(bytes: Array(text.utf8), meaning: .sign(sign)) }
}
