import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import Testing

/// An extension written in Python, in a folder of its own, and a runtime that has it.
struct HostedBed {
    let folder = HostedFolder()
    let test: TestRuntime
    let subject: HostedExtension
    let model: ScriptedModel
    private let notices = NIOLockedValueBox<[String]>([])

    /// Writes the extension and makes a runtime with it.
    ///
    /// - Parameters:
    ///   - python: what is put into the server.
    ///   - manifest: what `extension.yaml` says beside name and command.
    init(
        _ python: String, manifest: String = "", script: [ScriptedReply] = [.text("Done.")],
        sandbox: SandboxMode = .off,
        person: ScriptedPerson = ScriptedPerson([.always]), clock: ManualClock = ManualClock(),
        hostClock: any RuntimeClock = SystemClock(),
        given: JSONObject = JSONObject(), environment: [String: String] = [:], hides secret: String? = nil
    ) throws {
        try Self.write(python, manifest: manifest, to: folder)
        let path = "\(folder.path)/sample"
        let folders = UserFolders(environment: ["HOME": "\(folder.path)/home"])
        var environment = environment
        environment["PATH"] = "/usr/bin:/bin"
        let setting = HostSetting(
            version: "1", workspace: folder.path, folders: folders, environment: environment,
            secrets: Secrets(environment: environment), sandbox: sandbox, transport: nil, person: person,
            clock: hostClock,
            notify: { [notices] line in notices.withLockedValue { $0.append(line) } },
            masked: { text in
                secret.map { text.split(separator: $0, omittingEmptySubsequences: false).joined(separator: "***") }
                    ?? text
            })
        let read = try HostedManifest.read(folder: path)
        subject = HostedExtension(read, folder: path, given: given, setting: setting)
        model = ScriptedModel(script)
        test = try TestRuntime(model, extensions: [subject], clock: clock, workspace: folder.path)
    }

    /// Writes the extension's files.
    static func write(_ python: String, manifest: String, to folder: HostedFolder) throws {
        try folder.write(PythonServer.prelude + python + "\nserve()\n", to: "sample/main.py")
        try folder.write(
            "name: sample\ncommand: [/usr/bin/python3, -S, -E, main.py]\n\(manifest)\n", to: "sample/extension.yaml")
    }

    /// Agrees to what the extension may do, as `farthing extensions enable` does.
    func accept() throws {
        let folders = UserFolders(environment: ["HOME": "\(folder.path)/home"])
        let path = "\(folder.path)/sample"
        try AcceptedPermissions(folders: folders).add(try HostedManifest.read(folder: path), folder: path)
    }

    /// What the user was told by the host alone.
    var told: [String] { notices.withLockedValue { $0 } }

    /// What the user was told.
    var said: [String] { notices.withLockedValue { $0 } + test.extensionFailures.map(\.description) }

    /// Sends a message in a new conversation.
    @discardableResult
    func send(_ text: String = "go") async throws -> TurnResult { try await test.send(text) }

    /// Ends it all.
    func stop() async throws { try await test.runtime.stop() }

    /// What the tool `sample__NAME` answers, called by the model in a turn of its own.
    func result(of tool: String, _ arguments: String = "{}") async throws -> ToolResult {
        model.append(.toolCall("sample__\(tool)", arguments), .text("Done."))
        let result = try await send()
        return try #require(result.toolCalls.last?.result)
    }
}
