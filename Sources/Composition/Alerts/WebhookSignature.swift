import AgentSettings
import Money

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs a webhook's request as Standard Webhooks 1.0.0 says (standardwebhooks.com), so that any of its libraries
/// verifies it: HMAC-SHA256 over `id.timestamp.body`.
struct WebhookSignature: Sendable {
    private let key: [UInt8]

    /// - Parameter secret: `whsec_` and base64, as the standard writes it; any other text is the key as it is.
    init(_ secret: Secret) {
        let text = secret.reveal()
        let encoded = text.hasPrefix("whsec_") ? Data(base64Encoded: String(text.dropFirst(6))) : nil
        key = encoded.map(Array.init) ?? Array(text.utf8)
    }

    /// The value of `webhook-signature`.
    func header(id: String, seconds: Int64, body: [UInt8]) -> String {
        let digest = SHA256Digest.authentication(of: Array("\(id).\(seconds).".utf8) + body, key: key)
        return "v1," + Data(digest).base64EncodedString()
    }
}
