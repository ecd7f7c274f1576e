import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signed packages on the command line, from a key to an installation and everything that is refused on the way.
@Suite(.serialized) struct SignedPackageTests {
    private func run(_ product: Product, _ arguments: String...) throws -> ProductProcess.End {
        try product.start(["extensions"] + arguments).finish()
    }

    private func isInstalled(_ product: Product) -> Bool {
        FileManager.default.fileExists(atPath: "\(product.folder)/config/farthing/extensions/hello")
    }

    @Test func `a signed package is taken once its publisher is trusted, and refused whole before`() throws {
        let product = try Product(ScriptedProvider())
        #expect(try run(product, "new", "hello", "--language", "bash").exitCode == 0)
        let made = try run(product, "keygen", "--out", "ada.key")
        let key = try #require(made.output.split(separator: "\n").last?.split(separator: " ").last.map(String.init))
        #expect(made.exitCode == 0 && key.hasPrefix("ed25519:"))
        #expect(try run(product, "keygen", "--out", "ada.key").exitCode == 1)
        #expect(try run(product, "pack", "hello", "--sign", "hello/README.md").exitCode == 1)
        let packed = try run(product, "pack", "hello", "--sign", "ada.key")
        #expect(packed.output.contains("signed by \(key)"))

        let refused = try run(product, "install", "hello-0.1.0.tar.gz")
        #expect(refused.exitCode == 1 && refused.errors.contains("it is signed by \(key), whom you do not trust"))
        #expect(!isInstalled(product))

        #expect(try run(product, "trust", "ada").exitCode == 2)
        #expect(try run(product, "trust", "ada", "ed25519:nonsense").exitCode == 1)
        #expect(try run(product, "trust", "ada", key).exitCode == 0)
        #expect(try run(product, "trust").output == "ada  \(key)\n")
        let installed = try run(product, "install", "hello-0.1.0.tar.gz", "--require-signature")
        #expect(installed.exitCode == 0 && installed.output.contains("It is signed by ada (\(key))."))
        #expect(isInstalled(product))

        // An unsigned one does not take its place, nor the place of nothing where a signature is wanted.
        #expect(try run(product, "pack", "hello").exitCode == 0)
        let unsigned = try run(product, "install", "hello-0.1.0.tar.gz")
        #expect(unsigned.exitCode == 1 && unsigned.errors.contains("and this one is not signed"))
        #expect(try run(product, "remove", "hello").exitCode == 0)
        let wanted = try run(product, "install", "hello-0.1.0.tar.gz", "--require-signature")
        #expect(wanted.exitCode == 1 && wanted.errors.contains("nobody signed it"))
        #expect(!isInstalled(product))
        let taken = try run(product, "install", "hello-0.1.0.tar.gz")
        #expect(taken.exitCode == 0 && taken.output.contains("Nobody signed it"))
        #expect(try run(product, "trust", "ada", "--remove").exitCode == 0)
        #expect(try run(product, "trust", "--json").output.isEmpty)
    }
}
