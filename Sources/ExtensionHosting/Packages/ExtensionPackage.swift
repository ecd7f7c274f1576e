import AgentSettings
import Money

/// A package of an extension: the `.tar.gz` of its folder with checksums.
package struct ExtensionPackage: Sendable {
    /// What the extension says of itself.
    package let manifest: HostedManifest
    /// Its files and folders, the checksums not among them.
    package let entries: [PackageEntry]
    /// The trusted publisher who signed it; nil when nobody did.
    package let publisher: TrustedKeys.Publisher?
    /// The SHA-256 of the package's file, hexadecimal.
    package let digest: String

    /// Reads a package whole and checks it; nothing is written.
    ///
    /// - Parameters:
    ///   - digest: the SHA-256 the file must have. Nil takes that of `FILE.sha256` beside it where there is one.
    ///   - trusted: the publishers whose signature is taken. A package need not be signed; one that is must be by them.
    /// - Throws: `PackageProblem`.
    package init(
        file: String, digest expected: String? = nil, trusted: [TrustedKeys.Publisher] = [],
        limits: PackageLimits = PackageLimits()
    ) throws(PackageProblem) {
        var reader = try ArchiveReader(path: file, limits: limits)
        var all: [PackageEntry] = []
        while let entry = try reader.next() { all.append(entry) }
        let digest = try Self.digest(of: file, limits: limits)
        let beside = try Self.statedDigest(beside: file)
        let stated = expected ?? beside
        if let stated, stated.lowercased() != digest {
            throw PackageProblem("its checksum is wrong: it is \(digest), and should be \(stated)")
        }
        let inside = try Self.belowTop(all)
        var paths: Set<PackagePath> = []
        for entry in inside where !paths.insert(entry.path).inserted {
            throw PackageProblem("\(entry.path) is in it twice")
        }
        if let verified = try PackageChecksums.verified(inside) {
            entries = verified
        } else if stated != nil {
            entries = inside
        } else {
            throw PackageProblem(
                "it has no checksums: pack it with `farthing extensions pack`, or say what it should have with --sha256"
            )
        }
        self.digest = digest
        publisher = try Self.publisher(of: entries, among: trusted)
        guard let text = entries.first(where: { $0.path.description == HostedManifest.fileName }) else {
            throw PackageProblem("it holds no \(HostedManifest.fileName)")
        }
        do {
            manifest = try SettingsDocument.read(
                HostedManifest.self, text: String(decoding: text.bytes, as: UTF8.self), shown: HostedManifest.fileName)
        } catch {
            throw PackageProblem("its \(HostedManifest.fileName) is wrong: \(error)")
        }
    }

    /// Packs an extension's folder. The same folder gives the same bytes.
    ///
    /// - Parameters:
    ///   - folder: where the package goes.
    ///   - key: what to sign it with; nil leaves it unsigned.
    /// - Returns: the package's file; `FILE.sha256` is beside it.
    /// - Throws: `PackageProblem`; `SettingsError` when the manifest is wrong.
    package static func pack(
        _ source: String, into folder: String, signedWith key: SigningKey? = nil,
        limits: PackageLimits = PackageLimits()
    ) throws -> (file: String, digest: String) {
        let manifest = try HostedManifest.read(folder: source)
        var entries = try FolderContents.read(source, limits: limits)
        // Of a folder that was installed from a package.
        entries.removeAll { [PackageChecksums.fileName, PackageSignature.fileName].contains($0.path.description) }
        if let key {
            let signature = try PackageSignature(of: entries, with: key)
            entries.append(
                PackageEntry(path: try PackagePath(PackageSignature.fileName), bytes: Array(signature.text.utf8)))
        }
        let checksums = PackageChecksums.text(of: entries)
        entries.insert(
            PackageEntry(path: try PackagePath(PackageChecksums.fileName), bytes: Array(checksums.utf8)), at: 0)
        let name = "\(manifest.name)-\(manifest.version).tar.gz"
        guard !name.contains("/") else {
            throw PackageProblem("the version \(manifest.version) cannot be in a file's name")
        }
        let file = "\(folder)/\(name)"
        try PackageFiles.replace(file) { temporary throws(PackageProblem) in
            try ArchiveWriter.write(entries, below: manifest.name, to: temporary)
        }
        let digest = try digest(of: file, limits: limits)
        try PackageFiles.write(Array("\(digest)  \(name)\n".utf8), to: "\(file).sha256")
        return (file, digest)
    }

    /// Who signed the content.
    ///
    /// - Throws: `PackageProblem` when a signature is of something else or by somebody unknown.
    private static func publisher(
        of entries: [PackageEntry], among trusted: [TrustedKeys.Publisher]
    ) throws(PackageProblem) -> TrustedKeys.Publisher? {
        guard let file = entries.first(where: { $0.path.description == PackageSignature.fileName }) else { return nil }
        let signature = try PackageSignature(reading: file.bytes)
        guard signature.holds(for: entries.filter { $0 != file }) else {
            throw PackageProblem("its signature is wrong: it was changed after \(signature.publisher) signed it")
        }
        guard let publisher = trusted.first(where: { $0.key == signature.publisher }) else {
            throw PackageProblem(
                "it is signed by \(signature.publisher), whom you do not trust: `farthing extensions trust NAME KEY` "
                    + "does, once you know whose key that is")
        }
        return publisher
    }

    /// A package is the files themselves, or one folder with them.
    private static func belowTop(_ entries: [PackageEntry]) throws(PackageProblem) -> [PackageEntry] {
        guard let top = entries.first?.path.names[0] else { throw PackageProblem("it is empty") }
        if entries.contains(where: { $0.path.description == HostedManifest.fileName }) { return entries }
        var inside: [PackageEntry] = []
        for var entry in entries {
            guard entry.path.names[0] == top else { throw PackageProblem("it holds more than one folder") }
            guard let path = entry.path.belowTop else { continue }
            entry.path = path
            inside.append(entry)
        }
        return inside
    }

    private static func digest(of file: String, limits: PackageLimits) throws(PackageProblem) -> String {
        SHA256Digest.hexadecimal(try PackageFiles.read(file, limit: limits.archiveBytes))
    }

    private static func statedDigest(beside file: String) throws(PackageProblem) -> String? {
        guard PackageFiles.exists("\(file).sha256") else { return nil }
        let text = String(decoding: try PackageFiles.read("\(file).sha256", limit: 4096), as: UTF8.self)
        let digest = text.prefix { !$0.isWhitespace }
        guard digest.utf8.count == 64 else { throw PackageProblem("\(file).sha256 holds no checksum") }
        return String(digest)
    }
}
