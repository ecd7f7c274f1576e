import Crypto

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a publisher signs packages with. Lives in a file of its own that only its owner may read, and is never printed.
package struct SigningKey: Sendable {
    /// What the line of the file begins with.
    private static let prefix = "farthing-signing-key-ed25519:"

    private let key: Curve25519.Signing.PrivateKey

    private init(_ key: Curve25519.Signing.PrivateKey) { self.key = key }

    /// What others know of it.
    package var publisher: PublisherKey { PublisherKey(key.publicKey) }

    /// Makes a new key in a file of its own, mode 0600.
    ///
    /// - Throws: `PackageProblem` when there is a file already, or none can be made.
    package static func make(file: String) throws(PackageProblem) -> SigningKey {
        let key = SigningKey(Curve25519.Signing.PrivateKey())
        guard !PackageFiles.exists(file) else {
            throw PackageProblem("\(file) is there already: a key is never overwritten; choose another --out")
        }
        let text = prefix + key.key.rawRepresentation.base64EncodedString() + "\n"
        try PackageFiles.write(Array(text.utf8), to: file, mode: 0o600, isNew: true)
        return key
    }

    /// Reads a key.
    ///
    /// - Throws: `PackageProblem` when it is none, or others may read it.
    package static func read(file: String) throws(PackageProblem) -> SigningKey {
        var status = stat()
        if stat(file, &status) == 0, status.st_mode & 0o077 != 0 {
            throw PackageProblem("\(file) can be read by others: chmod 600 \(file), or make a new key if they did")
        }
        let text = String(decoding: try PackageFiles.read(file, limit: 4096), as: UTF8.self)
        let word = text.prefix { !$0.isWhitespace }
        guard word.hasPrefix(prefix), let data = Data(base64Encoded: String(word.dropFirst(prefix.count))),
            // What is not 32 bytes is no key.
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: data)
        else { throw PackageProblem("\(file) is no signing key: `farthing extensions keygen` makes one") }
        return SigningKey(key)
    }

    /// The signature of a message.
    ///
    /// - Throws: `PackageProblem`.
    func signature(of message: [UInt8]) throws(PackageProblem) -> [UInt8] {
        do { return Array(try key.signature(for: message)) } catch {
            throw PackageProblem("it cannot be signed: \(error)")
        }
    }
}
