import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels
import Sandboxing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The tests of an extension in a folder: every `tests/NAME.yaml` is a conversation with a scripted model, and
/// `tests/NAME.trace` what must happen in it.
package struct FolderTrial: Sendable {
    /// What came of one test.
    package struct Outcome: Sendable, Hashable {
        /// The test's name.
        package var name: String
        /// How what happened differs from what should; empty when it does not.
        package var differences: [String]
        /// Whether what happened was written down as what should.
        package var isRecorded = false

        package init(name: String, differences: [String], isRecorded: Bool = false) {
            self.name = name
            self.differences = differences
            self.isRecorded = isRecorded
        }

        /// Whether it passed.
        package var isGood: Bool { differences.isEmpty }
    }

    /// The longest that one test may take: a program that hangs must not hang its author.
    private static let limit = Duration.seconds(60)

    private let folder: String
    private let manifest: HostedManifest
    private let environment: [String: String]

    /// Reads the extension, and builds it where it has a `build.sh`.
    ///
    /// - Parameter folder: the extension's, absolute.
    /// - Throws: `SettingsError` when its manifest is wrong; `KitProblem` when it cannot be built.
    package init(folder: String, environment: [String: String]) throws {
        self.folder = folder
        self.environment = environment
        manifest = try HostedManifest.read(folder: folder)
        try BuildStep.run(in: folder)
    }

    /// The tests' names, in order.
    package var names: [String] {
        // A folder without tests has none.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/tests")) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Runs a test.
    ///
    /// - Parameter records: whether what happens is written down as what should.
    /// - Throws: `SettingsError` when the test cannot be read; `KitProblem`.
    package func outcome(of name: String, records: Bool) async throws -> Outcome {
        let scenario = try TrialScenario.read(path: "\(folder)/tests/\(name).yaml")
        let golden = "\(folder)/tests/\(name).trace"
        let got = try await trace(of: scenario)
        if records {
            do { try Data(got.map { "\($0)\n" }.joined().utf8).write(to: URL(filePath: golden)) } catch {
                throw KitProblem("\(golden) cannot be written: \(error)")
            }
            return Outcome(name: name, differences: [], isRecorded: true)
        }
        guard let data = FileManager.default.contents(atPath: golden) else {
            throw KitProblem(
                "tests/\(name).trace is missing: look at what happens and write it down with --record.")
        }
        let expected = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        return Outcome(name: name, differences: LineDifference.lines(expected: expected, got: got))
    }

    /// What happens in a conversation.
    ///
    /// - Throws: `KitProblem` when it takes too long.
    package func trace(of scenario: TrialScenario) async throws -> [String] {
        try await trace(
            messages: scenario.messages, replies: scenario.replies.map(\.scripted), scenario.settings)
    }

    /// Runs a stored conversation again with this extension: the person and the model say what they said, other tools
    /// answer what they answered, the extension's own run.
    ///
    /// - Returns: how what happens differs from what happened; none when it does not.
    /// - Throws: `KitProblem` when it takes too long.
    package func differences(replaying recorded: RecordedConversation) async throws -> [String] {
        let lines = try await trace(
            messages: recorded.messages, replies: recorded.replies,
            tools: recorded.tools(except: manifest.name))
        return LineDifference.lines(expected: recorded.lines, got: RecordedConversation.visible(lines))
    }

    private func trace(
        messages: [String], replies: [ScriptedReply], _ settings: [String: JSONValue] = [:],
        tools: [any DynamicTool] = []
    ) async throws -> [String] {
        let workspace = "/tmp/farthing-trial-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: workspace, withIntermediateDirectories: true)
        // What cannot be removed is in the folder for such things.
        defer { try? FileManager.default.removeItem(atPath: workspace) }
        let given = JSONObject(settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let subject = HostedExtension(
            manifest, folder: folder, given: given, setting: setting(workspace))
        let trial = ExtensionTrial([subject], workspace: workspace)
        return try await withThrowingTaskGroup(of: [String]?.self) { group in
            group.addTask { try await trial.run(messages: messages, replies: replies, tools: tools) }
            group.addTask {
                try await SystemClock().sleep(for: Self.limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let lines = try await group.next() ?? nil else {
                throw KitProblem("the test did not end within \(Self.limit)")
            }
            return lines
        }
    }

    private func setting(_ workspace: String) -> HostSetting {
        // Its author runs it: agreed to, and where there is no sandbox without one.
        HostSetting(
            version: "trial", workspace: workspace,
            folders: UserFolders(environment: ["HOME": workspace]),
            environment: environment, secrets: Secrets(environment: [:]),
            sandbox: SandboxBackend.find(.best) == nil ? .off : .auto, transport: nil,
            person: ScriptedPerson(Array(repeating: .always, count: 8)), notify: { _ in })
    }
}

extension TrialReply {
    /// The reply as the scripted model gives it.
    var scripted: ScriptedReply {
        tool.map { .toolCall($0, arguments.text) } ?? .text(text ?? "")
    }
}
