import Money

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Who says that a package is theirs, in a file of its own among the package's: `ed25519:KEY SIGNATURE`, in base64.
///
/// What is signed is the package's whole content: every path, whether it is a folder or a program, and what is in it.
struct PackageSignature: Hashable {
    /// The file's name.
    static let fileName = "PACKAGE.sig"

    let publisher: PublisherKey
    private let bytes: [UInt8]

    /// Signs a package's content.
    ///
    /// - Throws: `PackageProblem`.
    init(of entries: [PackageEntry], with key: SigningKey) throws(PackageProblem) {
        publisher = key.publisher
        bytes = try key.signature(of: Self.statement(of: entries))
    }

    /// Reads the file.
    ///
    /// - Throws: `PackageProblem` for what is no signature.
    init(reading file: [UInt8]) throws(PackageProblem) {
        let words = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let publisher = PublisherKey(String(words[0])),
            let data = Data(base64Encoded: String(words[1])), data.count == 64
        else { throw PackageProblem("its \(Self.fileName) holds no signature") }
        self.publisher = publisher
        bytes = Array(data)
    }

    /// The file.
    var text: String { "\(publisher) \(Data(bytes).base64EncodedString())\n" }

    /// Whether it is a signature of this content.
    func holds(for entries: [PackageEntry]) -> Bool { publisher.verifies(bytes, of: Self.statement(of: entries)) }

    /// What is signed. Paths hold no line break, so no content has the lines of another.
    private static func statement(of entries: [PackageEntry]) -> [UInt8] {
        var lines = ["farthing extension package 1"]
        for entry in entries.sorted(by: { $0.path < $1.path }) {
            let kind = entry.isFolder ? "folder" : entry.isExecutable ? "program" : "file"
            lines.append("\(kind) \(SHA256Digest.hexadecimal(entry.bytes)) \(entry.path)")
        }
        return Array(lines.joined(separator: "\n").utf8)
    }
}
