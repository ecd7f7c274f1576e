package import AgentRuntime
package import AgentSettings
package import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers

/// An extension outside the binary: a program or a server elsewhere that offers tools, prompts and resources, and may take
/// part at hook points.
///
/// It is started before the first run that needs it, started again when its program has ended, and replaced by a newer
/// version when its files have changed; a version that does not start leaves the last good one in its place.
package final class HostedExtension: ResidentExtension {
    struct State {
        var current: HostedInstance?
        var fingerprint: UInt64 = 0
        var backOff = BackOff()
        var problem: HostingError?
        /// The hooks that fail while its program does not run.
        var guards: [ManifestHook] = []
        var isStarting = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var isFinished = false
    }

    /// Who it is, as of its first version.
    package let manifest: ExtensionManifest
    let origin: HostedOrigin
    let setting: HostSetting
    let state: NIOLockedValueBox<State>

    /// The extension of a folder in one of the places.
    ///
    /// - Parameter given: what its user set.
    package convenience init(
        _ manifest: HostedManifest, folder: String, given: JSONObject, setting: HostSetting
    ) {
        self.init(
            ExtensionManifest(
                name: manifest.name, version: manifest.version, summary: manifest.summary, order: manifest.order,
                requires: manifest.requires, before: manifest.before, after: manifest.after),
            .folder(folder, given: given), setting)
    }

    /// A server of the settings.
    package convenience init(_ name: String, _ server: ServerSettings, given: JSONObject, setting: HostSetting) {
        self.init(
            ExtensionManifest(name: name, version: "", summary: "An MCP server."), .server(server, given: given),
            setting)
    }

    private init(_ manifest: ExtensionManifest, _ origin: HostedOrigin, _ setting: HostSetting) {
        self.manifest = manifest
        self.origin = origin
        self.setting = setting
        state = NIOLockedValueBox(State())
    }

    /// The extension's name.
    package var name: String { manifest.name }

    /// Gets ready for a run: starts it, starts it again, or takes over a newer version. What goes wrong is said and remembered;
    /// it is then tried again later.
    package func prepare() async {
        while true {
            let turn: Turn = state.withLockedValue { state in
                if state.isFinished { return .done }
                if state.isStarting { return .wait }
                state.isStarting = true
                return .mine
            }
            switch turn {
            case .done: return
            case .wait:
                await withCheckedContinuation { continuation in
                    let isOver = state.withLockedValue { state in
                        if state.isStarting { state.waiters.append(continuation) }
                        return !state.isStarting
                    }
                    if isOver { continuation.resume() }
                }
                return
            case .mine:
                await renew()
                let waiters = state.withLockedValue { state in
                    state.isStarting = false
                    defer { state.waiters = [] }
                    return state.waiters
                }
                for waiter in waiters { waiter.resume() }
                return
            }
        }
    }

    private enum Turn { case done, wait, mine }

    /// Ends it in order.
    package func finish() async {
        let instance = state.withLockedValue { state in
            state.isFinished = true
            defer { state.current = nil }
            return state.current
        }
        await instance?.connection.link?.close()
    }

    /// Adds its handlers, in the version that is the current one now.
    ///
    /// A hook that its author or user lets fail the step or end the turn stands open without its program: where that
    /// does not run although it may, the hook fails.
    package func register(in hooks: inout Hooks, for run: Run) {
        guard let instance = usable else {
            let (guards, problem) = state.withLockedValue { ($0.guards, $0.problem) }
            guard let problem, problem.code != .notAccepted, problem.code != .quarantined else { return }
            let caller = HookCaller(instance: .failure(problem), run: .null)
            for rule in guards { if let point = rule.point { caller.register(rule, at: point, in: &hooks) } }
            return
        }
        if !instance.instructions.isEmpty {
            let section = PromptSection("server \(name)", "About the tools of \(name):\n\(instance.instructions)")
            hooks.systemPrompt.add { sections in sections.append(section) }
        }
        guard !instance.hooks.isEmpty else { return }
        let caller = HookCaller(instance: .success(instance), run: HookWire.facts(of: run))
        for rule in instance.hooks {
            if let point = rule.point { caller.register(rule, at: point, in: &hooks) }
        }
    }

    /// Its tools, in the version that is the current one now.
    package func tools(for run: Run) -> [any DynamicTool] { usable?.tools ?? [] }

    /// The texts that it has ready for the person.
    package var prompts: [ServerPrompt] { usable?.prompts ?? [] }

    /// Fetches one of its texts.
    ///
    /// - Throws: `HostingError`.
    package func text(of prompt: ServerPrompt, _ values: JSONObject) async throws -> String {
        guard let instance = usable else {
            throw state.withLockedValue { $0.problem } ?? HostingError(.ended, extension: name, "it is not running")
        }
        let reply = try await instance.request(
            "prompts/get", ["name": .string(prompt.name), "arguments": .object(values)])
        return ServerPrompt.text(reply)
    }

    /// How it is, for a person: what it runs as, or why it does not run.
    package var condition: String {
        let (instance, problem) = state.withLockedValue { ($0.current, $0.problem) }
        if let instance, instance.connection.end == nil {
            let process = instance.connection.link?.process.map { ", process \($0)" } ?? ""
            let kept = problem.map { "; a newer version was not taken over: \($0.message)" } ?? ""
            return setting.masked("\(instance.description)\(process)\(kept)")
        }
        return setting.masked((problem ?? instance?.connection.end)?.message ?? "not started yet")
    }

    /// The newest part of what it wrote to its standard error.
    package var errorOutput: String {
        setting.masked(state.withLockedValue { $0.current }?.connection.link?.errorOutput ?? "")
    }

    /// The running version; nil when there is none.
    var usable: HostedInstance? {
        state.withLockedValue { $0.current }.flatMap { $0.connection.end == nil ? $0 : nil }
    }
}
