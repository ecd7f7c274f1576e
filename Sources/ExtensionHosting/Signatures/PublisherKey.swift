import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Whom packages come from: an Ed25519 key that everybody may know.
package struct PublisherKey: Sendable, Hashable, CustomStringConvertible {
    /// What texts of keys begin with.
    private static let prefix = "ed25519:"

    /// The key, 32 bytes.
    private let bytes: [UInt8]

    init(_ key: Curve25519.Signing.PublicKey) { bytes = Array(key.rawRepresentation) }

    /// Reads `ed25519:` and base64; nil for what is no such key.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let data = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
            // What is no point of the curve is no key.
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: data)
        else { return nil }
        self.init(key)
    }

    /// `ed25519:` and base64.
    package var description: String { Self.prefix + Data(bytes).base64EncodedString() }

    /// Whether a signature of a message was made with the private half of this key.
    func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        // What was read as a key is one.
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
