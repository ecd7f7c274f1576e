import AgentRuntime
import AgentSettings
import ExactJSON
import HTTPStreaming
import Sandboxing

/// What an extension outside the binary is started from: a manifest's folder, or an entry of the settings.
struct HostedSource: Sendable {
    /// How it is reached.
    enum Reach: Sendable {
        /// It is started here.
        case program([String], directory: String, environment: [String: String])
        /// It listens elsewhere.
        case address(String, tokenName: String?)
    }

    /// The extension's name.
    var name: String
    /// How it is reached.
    var reach: Reach
    /// Its own folder, which it may read; nil for an entry of the settings.
    var folder: String?
    /// Its place among the handlers of a point.
    var order = 50
    /// The points it was granted.
    var hooks: [ManifestHook]
    /// The tools it may offer; empty for all.
    var tools: [String]
    /// What it may do.
    var permissions: PermissionSettings
    /// How much of the machine it may use.
    var limits: ProcessLimits
    /// The longest that a tool of it may take.
    var timeout: Duration
    /// What its user set.
    var settings: JSONObject

    /// The extension of a folder.
    ///
    /// - Throws: `HostingError` when its user's settings do not fit.
    init(_ manifest: HostedManifest, folder: String, given: JSONObject) throws(HostingError) {
        name = manifest.name
        reach = .program(manifest.command, directory: folder, environment: [:])
        self.folder = folder
        order = manifest.order
        hooks = manifest.hooks
        tools = manifest.tools
        permissions = manifest.permissions
        limits = manifest.limits
        timeout = manifest.timeout
        settings = try manifest.values(of: given)
    }

    /// A server of the settings.
    init(_ name: String, _ server: ServerSettings, workspace: String, given: JSONObject) {
        self.name = name
        reach =
            if let url = server.url {
                .address(url, tokenName: server.tokenEnv)
            } else {
                .program(
                    server.command, directory: server.directory ?? workspace, environment: server.environment)
            }
        hooks = server.hooks.compactMap { HookPoint(wireName: $0).map { ManifestHook(point: $0) } }
        tools = server.tools
        permissions = server.permissions
        limits = server.limits
        timeout = server.timeout
        settings = given
    }

    /// What to do about a hook that was not granted.
    var hookRemedy: String {
        folder == nil
            ? "grant it with `extensions: servers: \(name): hooks:`" : "its \(HostedManifest.fileName) must list it"
    }

    /// Opens the way to it.
    ///
    /// - Throws: `HostingError`.
    func link(for connection: MCPConnection, _ setting: HostSetting) async throws(HostingError) -> any MCPLink {
        switch reach {
        case .address(let url, let tokenName):
            guard let transport = setting.transport else {
                throw HostingError(.ended, extension: name, "nothing here can reach \(url)")
            }
            let token = tokenName.flatMap { setting.secrets.keys(named: [$0])?.keys.first?.reveal() }
            if let tokenName, token == nil {
                throw HostingError(.badSettings, extension: name, "its token \(tokenName) is not set")
            }
            return HTTPLink(
                HTTPLink.Target(url: url, token: token, timeout: timeout), transport: transport,
                clock: setting.clock, connection: connection)
        case .program:
            let backend = try setting.backend(for: name)
            return try await StdioLink(
                try plan(setting), under: backend, grace: setting.grace, connection: connection)
        }
    }
}
