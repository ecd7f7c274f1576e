import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import FarthingTesting
import LanguageModels

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a hook costs in process and in a program of its own, how long such a program takes to start, in the sandbox and
/// without, and what memory it needs. The first argument is the program's folder; prints one JSON object.
@main enum ExtensionBenchmark {
    private struct Unexpected: Error {}

    private struct Native: Extension {
        let manifest = ExtensionManifest(name: "native", summary: "")
        func register(in hooks: inout Hooks, for run: Run) {
            hooks.toolExecuteBefore.add { invocation in invocation.name = "other" }
        }
    }

    // Off the main actor, whose every resumption is a change of thread.
    @concurrent static func main() async throws {
        guard CommandLine.arguments.count > 1 else { throw Unexpected() }
        let folder = CommandLine.arguments[1]
        let native = try await times(Native(), count: 200_000, batch: 1000)
        let open = try await hosted(folder, sandbox: .off)
        let confined = try await hosted(folder, sandbox: .auto)
        let fields: [(String, JSONValue)] = [
            ("native_hook_ns", number(native.p50 * 1000)), ("process_hook_p50_us", number(open.hook.p50)),
            ("process_hook_p99_us", number(open.hook.p99)), ("start_ms", number(open.start)),
            ("sandboxed_hook_p50_us", number(confined.hook.p50)), ("sandboxed_start_ms", number(confined.start)),
            ("child_rss_kb", JSONValue(open.memory)),
        ]
        print(JSONValue.object(JSONObject(fields)).text)
    }

    private static func hosted(
        _ folder: String, sandbox: SandboxMode
    ) async throws -> (hook: (p50: Double, p99: Double), start: Double, memory: Int) {
        let state = "/tmp/farthing-bench-\(ProcessInfo.processInfo.processIdentifier)"
        let folders = UserFolders(environment: ["HOME": state])
        let environment = ["PATH": "/usr/bin:/bin"]
        let setting = HostSetting(
            version: "1", workspace: folder, folders: folders, environment: environment,
            secrets: Secrets(environment: environment), sandbox: sandbox, transport: nil,
            person: ScriptedPerson([.always]), notify: { print($0) })
        let manifest = try HostedManifest.read(folder: folder)
        try AcceptedPermissions(folders: folders).add(manifest, folder: folder)
        var starts: [Double] = []
        for _ in 0..<15 {
            let subject = HostedExtension(manifest, folder: folder, given: JSONObject(), setting: setting)
            let clock = ContinuousClock()
            let begin = clock.now
            await subject.prepare()
            starts.append((clock.now - begin) / .milliseconds(1))
            await subject.finish()
        }
        let subject = HostedExtension(manifest, folder: folder, given: JSONObject(), setting: setting)
        await subject.prepare()
        let hook = try await times(subject, count: 5000, batch: 1)
        let memory = try residentMemory(subject.condition)
        await subject.finish()
        return (hook, starts.sorted()[starts.count / 2], memory)
    }

    /// Microseconds of one hook, from batches of several.
    private static func times(
        _ subject: any Extension, count: Int, batch: Int
    ) async throws -> (p50: Double, p99: Double) {
        let test = try TestRuntime(ScriptedModel([]))
        let now = test.clock.now
        let record = ConversationRecord(id: ConversationID(at: now), startedAt: now, workspace: nil, tags: [])
        let run = test.runtime.detachedRun(record, turn: TurnID(at: now))
        var hooks = Hooks()
        subject.register(in: &hooks, for: run)
        let environment = HookEnvironment(clock: SystemClock()) { print($0) }
        let clock = ContinuousClock()
        var all: [Double] = []
        for _ in 0..<count / batch {
            let begin = clock.now
            for _ in 0..<batch {
                var invocation = ToolInvocation(
                    id: "1", name: "shell", arguments: JSONObject([("command", "ls")]), turn: run.turn)
                try await hooks.toolExecuteBefore(&invocation, in: environment)
                guard invocation.name == "other" else { throw Unexpected() }
            }
            all.append((clock.now - begin) / .microseconds(batch))
        }
        all.sort()
        return (all[all.count / 2], all[all.count * 99 / 100])
    }

    /// The resident memory of the process that an extension says it runs as, in KiB.
    private static func residentMemory(_ condition: String) throws -> Int {
        guard let word = condition.split(separator: " ").last,
            let status = FileManager.default.contents(atPath: "/proc/\(word)/status")
        else { throw Unexpected() }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }

    private static func number(_ value: Double) -> JSONValue {
        JSONNumber((value * 10).rounded() / 10).map { .number($0) } ?? .null
    }
}
