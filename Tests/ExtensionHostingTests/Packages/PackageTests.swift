import ExtensionHosting
import Money
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct PackageTests {
    private let folder = HostedFolder()

    private func source(version: String = "1.0.0", body: String = "print(1)\n") throws -> String {
        try folder.write(
            "name: one\nversion: \(version)\nsummary: Does one thing.\ncommand: [python3, main.py]\n",
            to: "src/extension.yaml")
        try folder.write(body, to: "src/main.py")
        try folder.write("#!/bin/sh\n", to: "src/bin/täglich.sh", executable: true)
        try folder.write("secret", to: "src/.env")
        try folder.write("x", to: "src/__pycache__/main.pyc")
        return "\(folder.path)/src"
    }

    private func write(_ bytes: [UInt8], _ name: String = "bad.tar.gz") throws -> String {
        let file = "\(folder.path)/\(name)"
        try Data(bytes).write(to: URL(filePath: file))
        return file
    }

    /// The paths of everything below a folder.
    private func everything(in path: String) -> [String] {
        // A folder that is not there has nothing in it.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().flatMap { name in
            [name] + everything(in: "\(path)/\(name)").map { "\(name)/\($0)" }
        }
    }

    @Test func `a folder comes out of its package as it went in, without what is hidden`() throws {
        let packed = try ExtensionPackage.pack(source(), into: folder.path)
        #expect(packed.file.hasSuffix("/one-1.0.0.tar.gz"))
        let place = "\(folder.path)/extensions"
        let outcome = try ExtensionInstaller(place: place).install(ExtensionPackage(file: packed.file))
        #expect(outcome.manifest.summary == "Does one thing.")
        #expect(everything(in: place) == ["one", "one/bin", "one/bin/täglich.sh", "one/extension.yaml", "one/main.py"])
        #expect(FileManager.default.isExecutableFile(atPath: "\(place)/one/bin/täglich.sh"))
        #expect(!FileManager.default.isExecutableFile(atPath: "\(place)/one/main.py"))
    }

    @Test func `the same folder gives the same bytes`() throws {
        let first = try ExtensionPackage.pack(source(), into: folder.path)
        let bytes = try Data(contentsOf: URL(filePath: first.file))
        let again = try ExtensionPackage.pack(source(), into: folder.path)
        #expect(again.digest == first.digest)
        #expect(try Data(contentsOf: URL(filePath: again.file)) == bytes)
    }

    @Test func `a newer version replaces an older one, and can be taken back`() throws {
        let installer = ExtensionInstaller(place: "\(folder.path)/extensions")
        let old = try ExtensionPackage.pack(source(body: "old"), into: folder.path)
        let new = try ExtensionPackage.pack(source(version: "2.0.0", body: "new"), into: folder.path)
        #expect(try installer.install(ExtensionPackage(file: old.file)).replaced == nil)
        #expect(try installer.install(ExtensionPackage(file: new.file)).replaced == "1.0.0")
        let main = "\(folder.path)/extensions/one/main.py"
        #expect(try String(contentsOfFile: main, encoding: .utf8) == "new")
        let back = try installer.rollBack("one")
        #expect(back.manifest.version == "1.0.0")
        #expect(back.replaced == "2.0.0")
        #expect(try String(contentsOfFile: main, encoding: .utf8) == "old")
        #expect(try installer.rollBack("one").manifest.version == "2.0.0")
        #expect(try installer.remove("one") != nil)
        #expect(try installer.remove("one") == nil)
        #expect(throws: PackageProblem.self) { try installer.rollBack("one") }
        #expect(everything(in: "\(folder.path)/extensions").filter { !$0.hasPrefix(".previous") } == [])
    }

    @Test(arguments: ["../one", "", ".", ".previous", "a/b"]) func `a name that is no name removes nothing`(
        name: String
    ) throws {
        let installer = ExtensionInstaller(place: "\(folder.path)/extensions")
        _ = try installer.install(ExtensionPackage(file: ExtensionPackage.pack(source(), into: folder.path).file))
        #expect(try installer.remove(name) == nil)
        #expect(everything(in: "\(folder.path)/extensions").contains("one/main.py"))
    }

    @Test(arguments: [
        ("an absolute path", "/tmp/farthing-escape", "0", ""), ("dots", "one/../../escape", "0", ""),
        ("dots in a folder", "one/..", "5", ""), ("a symbolic link out", "one/link", "2", "/etc/passwd"),
        ("a symbolic link inside", "one/link", "2", "extension.yaml"), ("a hard link", "one/link", "1", "/etc/passwd"),
        ("a device", "one/device", "3", ""), ("a named pipe", "one/pipe", "6", ""),
        ("a line break", "one/a\nb", "0", ""),
        ("a backslash", "one/..\\..\\x", "0", ""), ("another folder", "two/x", "0", ""),
        ("the same file twice", "one/extension.yaml", "0", ""),
    ]) func `a hostile archive is refused whole`(what: String, name: String, kind: String, link: String) throws {
        let file = try write(HostileTar.package { $0.add(name, kind: Character(kind), link: link) })
        let before = everything(in: folder.path)
        #expect(throws: PackageProblem.self, "\(what)") { try ExtensionPackage(file: file, digest: digest(file)) }
        #expect(everything(in: folder.path) == before)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/farthing-escape"))
    }

    @Test func `what is too large is refused before it is read`() throws {
        let zeros = try write(HostileTar.package { $0.add("one/zeros", size: 10 << 30) })
        #expect(throws: PackageProblem("one/zeros is larger than 64 MB")) { try ExtensionPackage(file: zeros) }
        let many = try write(HostileTar.package { tar in for number in 0..<10_001 { tar.add("one/\(number)") } })
        #expect(throws: PackageProblem("it holds more than 10000 files")) { try ExtensionPackage(file: many) }
        let deep = try write(HostileTar.package { $0.add("one/" + String(repeating: "a/", count: 40) + "x") })
        #expect(throws: PackageProblem.self) { try ExtensionPackage(file: deep) }
        var limits = PackageLimits()
        limits.totalBytes = 1 << 20
        let two = try write(
            HostileTar.package { tar in
                for number in 0..<2 { tar.add("one/\(number)", [UInt8](repeating: 0, count: 600_000)) }
            })
        #expect(throws: PackageProblem("its files are larger than 1 MB together")) {
            try ExtensionPackage(file: two, limits: limits)
        }
    }

    @Test func `a compressed bomb is counted as it unpacks`() throws {
        _ = try source()
        try Data(count: 8 << 20).write(to: URL(filePath: "\(folder.path)/src/zeros"))
        let packed = try ExtensionPackage.pack("\(folder.path)/src", into: folder.path)
        #expect(try Data(contentsOf: URL(filePath: packed.file)).count < 100_000)
        var limits = PackageLimits()
        limits.fileBytes = 1 << 20
        #expect(throws: PackageProblem("one/zeros is larger than 1 MB")) {
            try ExtensionPackage(file: packed.file, limits: limits)
        }
    }

    @Test func `a wrong checksum, a changed file and a cut one are refused`() throws {
        let packed = try ExtensionPackage.pack(source(), into: folder.path)
        #expect(throws: PackageProblem.self) {
            try ExtensionPackage(file: packed.file, digest: String(repeating: "0", count: 64))
        }
        let whole = try Data(contentsOf: URL(filePath: packed.file))
        for count in stride(from: 0, to: whole.count - 20, by: 29) {
            let file = try write(Array(whole.prefix(count)), "cut.tar.gz")
            #expect(throws: PackageProblem.self, "cut at \(count)") { try ExtensionPackage(file: file) }
        }
        // Beside its checksum every changed byte is found.
        for place in stride(from: 0, to: whole.count, by: 37) {
            var bytes = Array(whole)
            bytes[place] ^= 0x40
            _ = try write(bytes, "one-1.0.0.tar.gz")
            #expect(throws: PackageProblem.self, "changed at \(place)") { try ExtensionPackage(file: packed.file) }
        }
    }

    @Test func `the checksums inside find what was changed, added and left out`() throws {
        func tar(_ list: String, _ files: [(String, String)]) throws -> String {
            var tar = HostileTar()
            tar.add("one/PACKAGE.sha256", Array(list.utf8))
            for (name, text) in files { tar.add("one/\(name)", Array(text.utf8)) }
            return try write(tar.finished)
        }
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(throws: PackageProblem("x is not among its checksums")) {
            try ExtensionPackage(file: tar("\(empty)  y\n", [("x", ""), ("y", "")]))
        }
        #expect(throws: PackageProblem("the checksum of x is wrong: the file was changed after it was packed")) {
            try ExtensionPackage(file: tar("\(empty)  x\n", [("x", "1")]))
        }
        #expect(throws: PackageProblem("y is missing")) {
            try ExtensionPackage(file: tar("\(empty)  x\n\(empty)  y\n", [("x", "")]))
        }
    }

    @Test func `an archive without any checksum is refused, and taken with a stated one`() throws {
        let file = try write(HostileTar.package { $0.add("one/main.py") })
        #expect(throws: PackageProblem.self) { try ExtensionPackage(file: file) }
        #expect(try ExtensionPackage(file: file, digest: digest(file)).manifest.name == "one")
    }

    @Test func `what is no archive, no extension or not there is refused`() throws {
        #expect(throws: PackageProblem.self) { try ExtensionPackage(file: "\(folder.path)/none") }
        #expect(throws: PackageProblem("/dev/zero is not a file")) { try ExtensionPackage(file: "/dev/zero") }
        let text = try write(Array("hello".utf8))
        #expect(throws: PackageProblem.self) { try ExtensionPackage(file: text) }
        var tar = HostileTar()
        tar.add("one/readme")
        let other = try write(tar.finished)
        #expect(throws: PackageProblem("it holds no extension.yaml")) {
            try ExtensionPackage(file: other, digest: digest(other))
        }
    }

    @Test func `a link in a folder is not packed`() throws {
        let source = try source()
        try FileManager.default.createSymbolicLink(atPath: "\(source)/link", withDestinationPath: "/etc/passwd")
        #expect(throws: PackageProblem.self) { try ExtensionPackage.pack(source, into: folder.path) }
    }

    @Test func `a failed installation leaves the place as it was`() throws {
        let packed = try ExtensionPackage.pack(source(), into: folder.path)
        let package = try ExtensionPackage(file: packed.file)
        // A file stands where the extension's folder should be kept.
        try folder.write("x", to: "extensions/one")
        try folder.write("x", to: "extensions/.previous")
        let before = everything(in: "\(folder.path)/extensions")
        #expect(throws: PackageProblem.self) {
            try ExtensionInstaller(place: "\(folder.path)/extensions").install(package)
        }
        #expect(everything(in: "\(folder.path)/extensions") == before)
    }

    private func digest(_ file: String) throws -> String {
        SHA256Digest.hexadecimal(Array(try Data(contentsOf: URL(filePath: file))))
    }
}
