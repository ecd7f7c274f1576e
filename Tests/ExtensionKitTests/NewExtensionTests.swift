import ExtensionKit
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct NewExtensionTests {
    private let root = "/tmp/farthing-kit-\(UUID().uuidString)"
    private var environment: [String: String] { ProcessInfo.processInfo.environment }

    private func clean() { try? FileManager.default.removeItem(atPath: root) }

    /// Swift has its own test: its compiler takes its time.
    @Test(arguments: [ExtensionLanguage.python, .javascript, .bash])
    func `a new extension passes its own test`(
        language: ExtensionLanguage
    ) async throws {
        defer { clean() }
        try NewExtension(name: "hello", language: language).write(to: "\(root)/hello")
        let trial = try FolderTrial(folder: "\(root)/hello", environment: environment)
        #expect(trial.names == ["greets"])
        let outcome = try await trial.outcome(of: "greets", records: false)
        #expect(outcome.differences == [], "\(outcome.differences.joined(separator: "\n"))")
    }

    @Test func `a new extension in Swift is built and passes its own test`() async throws {
        defer { clean() }
        try NewExtension(name: "hello", language: .swift).write(to: "\(root)/hello")
        let trial = try FolderTrial(folder: "\(root)/hello", environment: environment)
        let outcome = try await trial.outcome(of: "greets", records: false)
        #expect(outcome.differences == [], "\(outcome.differences.joined(separator: "\n"))")
    }

    @Test func `a changed extension fails, and the difference says where`() async throws {
        defer { clean() }
        try NewExtension(name: "hello", language: .python).write(to: "\(root)/hello")
        let file = "\(root)/hello/main.py"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try Data(
            text.split(separator: "Greet people", omittingEmptySubsequences: false).joined(
                separator: "Greet nobody"
            ).utf8
        )
        .write(to: URL(filePath: file))
        let trial = try FolderTrial(folder: "\(root)/hello", environment: environment)
        let outcome = try await trial.outcome(of: "greets", records: false)
        #expect(outcome.differences.contains { $0.hasPrefix("-") && $0.contains("Greet people") })
        #expect(outcome.differences.contains { $0.hasPrefix("+") && $0.contains("Greet nobody") })
        #expect(try await trial.outcome(of: "greets", records: true).isRecorded)
        #expect(try await trial.outcome(of: "greets", records: false).isGood)
    }

    @Test func `a folder that is there is not written over, and a bad name makes nothing`() throws {
        defer { clean() }
        let made = try NewExtension(name: "hello", language: .bash)
        try made.write(to: "\(root)/hello")
        #expect(throws: KitProblem.self) { try made.write(to: "\(root)/hello") }
        #expect(throws: KitProblem.self) { try NewExtension(name: "../x", language: .bash) }
    }
}
