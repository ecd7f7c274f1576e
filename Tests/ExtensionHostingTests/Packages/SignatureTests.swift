import AgentSettings
import ExtensionHosting
import Money
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct SignatureTests {
    private let folder = HostedFolder()
    private var folders: UserFolders { UserFolders(environment: ["HOME": "\(folder.path)/home"]) }
    private var keys: TrustedKeys { TrustedKeys(folders: folders) }
    private var place: String { "\(folder.path)/extensions" }
    private var installer: ExtensionInstaller { ExtensionInstaller(place: place) }

    private func source(version: String = "1.0.0") throws -> String {
        try folder.write(
            "name: one\nversion: \(version)\ncommand: [python3, main.py]\n", to: "src/extension.yaml")
        try folder.write("print(1)\n", to: "src/main.py")
        return "\(folder.path)/src"
    }

    private func key(_ name: String, trusted: Bool = true) throws -> SigningKey {
        let key = try SigningKey.make(file: "\(folder.path)/\(name).key")
        if trusted { try keys.add(TrustedKeys.Publisher(name: name, key: key.publisher)) }
        return key
    }

    private func pack(_ version: String = "1.0.0", signedWith key: SigningKey?) throws -> String {
        try ExtensionPackage.pack(source(version: version), into: folder.path, signedWith: key).file
    }

    private func install(_ file: String) throws -> ExtensionInstaller.Outcome {
        try installer.install(ExtensionPackage(file: file, trusted: keys.publishers))
    }

    /// A package whose checksums fit what is in it, whoever made it.
    private func forged(_ files: [(name: String, bytes: [UInt8])], mode: Int = 0o644) throws -> String {
        var tar = HostileTar()
        let list = files.map { "\(SHA256Digest.hexadecimal($0.bytes))  \($0.name)\n" }.joined()
        tar.add("one/PACKAGE.sha256", Array(list.utf8))
        for (name, bytes) in files { tar.add("one/\(name)", bytes, mode: mode) }
        let file = "\(folder.path)/forged.tar.gz"
        try Data(tar.finished).write(to: URL(filePath: file))
        return file
    }

    /// What is in a package that was packed, by name.
    private func contents(_ file: String) throws -> [(name: String, bytes: [UInt8])] {
        try ExtensionPackage(file: file, trusted: keys.publishers).entries.filter { !$0.isFolder }
            .map { ($0.path.description, $0.bytes) }
    }

    private func expectRefusal(_ file: String, _ text: String, _ at: SourceLocation = #_sourceLocation) {
        #expect(sourceLocation: at) { try install(file) } throws: { "\($0)".contains(text) }
        #expect(!FileManager.default.fileExists(atPath: place), sourceLocation: at)
    }

    @Test func `what a trusted publisher signed is installed, and says by whom`() throws {
        let file = try pack(signedWith: key("ada"))
        let package = try ExtensionPackage(file: file, trusted: keys.publishers)
        #expect(package.publisher?.name == "ada")
        #expect(try install(file).replaced == nil)
        #expect(FileManager.default.fileExists(atPath: "\(place)/one/main.py"))
        // What was installed can be packed again, with its old signature left out.
        let again = try ExtensionPackage.pack("\(place)/one", into: folder.path)
        #expect(try ExtensionPackage(file: again.file).publisher == nil)
    }

    @Test func `what nobody signed is taken, and known not to be signed`() throws {
        #expect(try ExtensionPackage(file: pack(signedWith: nil), trusted: keys.publishers).publisher == nil)
    }

    @Test func `a signature by somebody unknown is refused whole`() throws {
        let stranger = try key("stranger", trusted: false)
        _ = try key("ada")
        expectRefusal(try pack(signedWith: stranger), "it is signed by \(stranger.publisher), whom you do not trust")
    }

    @Test func `trust that was taken back counts no more`() throws {
        let file = try pack(signedWith: key("ada"))
        #expect(try keys.remove("ada") && !keys.remove("ada"))
        expectRefusal(file, "whom you do not trust")
    }

    @Test func `content that was changed after signing is refused, with checksums that fit too`() throws {
        let file = try pack(signedWith: key("ada"))
        let files = try contents(file)
        let changed = files.map { ($0.name, $0.name == "main.py" ? Array("print(2)\n".utf8) : $0.bytes) }
        expectRefusal(try forged(changed), "its signature is wrong: it was changed after ed25519:")
        expectRefusal(try forged(files + [("more.py", Array("x".utf8))]), "its signature is wrong")
        expectRefusal(try forged(files.filter { $0.name != "main.py" }), "its signature is wrong")
        expectRefusal(try forged(files, mode: 0o755), "its signature is wrong")
        // As it was it is taken from the same hands.
        #expect(try ExtensionPackage(file: forged(files), trusted: keys.publishers).publisher?.name == "ada")
    }

    @Test func `the signature of another version, or of another key, is refused`() throws {
        let ada = try key("ada")
        let old = try contents(pack(signedWith: ada))
        let new = try contents(pack("2.0.0", signedWith: ada))
        let mixed = new.filter { $0.name != "PACKAGE.sig" } + old.filter { $0.name == "PACKAGE.sig" }
        expectRefusal(try forged(mixed), "its signature is wrong")
        // Somebody's own signature under a trusted key's name.
        let own = try contents(pack(signedWith: ada)).map { file in
            guard file.name == "PACKAGE.sig" else { return file }
            let words = String(decoding: file.bytes, as: UTF8.self).split(separator: " ")
            return (file.name, Array("\(words[0]) \(String(repeating: "A", count: 86))==\n".utf8))
        }
        expectRefusal(try forged(own), "its signature is wrong")
    }

    @Test(arguments: ["", "ed25519:AAAA BBBB", "rsa:AAAA BBBB", "ed25519", "\u{FFFD} \u{FFFD}"])
    func `what is no signature is refused`(text: String) throws {
        let files = try contents(pack(signedWith: nil))
        expectRefusal(try forged(files + [("PACKAGE.sig", Array(text.utf8))]), "its PACKAGE.sig holds no signature")
    }

    @Test func `what was signed is not replaced by what is not, nor by somebody else's`() throws {
        let (ada, bob) = (try key("ada"), try key("bob"))
        _ = try install(pack(signedWith: ada))
        #expect(throws: PackageProblem.self) { try install(pack("2.0.0", signedWith: nil)) }
        #expect(throws: PackageProblem.self) { try install(pack("2.0.0", signedWith: bob)) }
        #expect(try HostedManifest.read(folder: "\(place)/one").version == "1.0.0")
        #expect(try install(pack("2.0.0", signedWith: ada)).replaced == "1.0.0")
        #expect(try installer.remove("one") != nil)
        #expect(try install(pack("3.0.0", signedWith: bob)).replaced == nil)
    }

    @Test func `a key is only its owner's, never overwritten, and nothing else is one`() throws {
        _ = try key("ada", trusted: false)
        let file = "\(folder.path)/ada.key"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: PackageProblem.self) { try SigningKey.make(file: file) }
        #expect(try SigningKey.read(file: file).publisher == SigningKey.read(file: file).publisher)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect { try SigningKey.read(file: file) } throws: { "\($0)".contains("can be read by others") }
        try folder.write("hello\n", to: "text.key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/text.key")
        #expect { try SigningKey.read(file: "\(folder.path)/text.key") } throws: {
            "\($0)".contains("is no signing key")
        }
        #expect(throws: PackageProblem.self) { try SigningKey.read(file: "\(folder.path)/none") }
        for text in ["", "ed25519:", "ed25519:AAAA", "ada"] { #expect(PublisherKey(text) == nil) }
    }

    @Test func `a name stands for one key, and lines that say nothing trust nobody`() throws {
        _ = try key("ada")
        let second = try SigningKey.make(file: "\(folder.path)/second.key")
        try keys.add(TrustedKeys.Publisher(name: "ada", key: second.publisher))
        #expect(keys.publishers.map(\.key) == [second.publisher])
        #expect(throws: PackageProblem.self) {
            try keys.add(TrustedKeys.Publisher(name: "a b", key: second.publisher))
        }
        try folder.write("ada\n# nobody\nbob ed25519:AAAA\n", to: "home/.config/farthing/trusted-keys")
        #expect(keys.publishers.isEmpty)
    }
}
