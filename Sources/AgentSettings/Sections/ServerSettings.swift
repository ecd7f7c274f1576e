/// A Model Context Protocol server that the agent is given: a program to run, or an address to call.
package struct ServerSettings: SettingsSection {
    /// The program and its arguments; empty for a server with an address.
    package var command: [String] = []
    /// Where it listens (streamable HTTP).
    package var url: String?
    /// The environment variable or entry of `secrets.env` that is sent to `url` as bearer token.
    package var tokenEnv: String?
    /// Variables of its environment beside the granted secrets.
    package var environment: [String: String] = [:]
    /// The folder it runs in; the workspace unless given.
    package var directory: String?
    /// The tools it may offer; empty for all.
    package var tools: [String] = []
    /// The hook points at which it may take part, by their wire names.
    package var hooks: [String] = []
    /// What it may do.
    package var permissions = PermissionSettings()
    /// How much of the machine it may use.
    package var limits = ProcessLimits()
    /// The longest that one of its tools may take.
    package var timeout: Duration = .seconds(120)

    package init() {}

    package static let keys: [SettingKey<ServerSettings>] = [
        SettingKey("command", \.command, .list(.text), "The program and its arguments."),
        SettingKey("url", \.url, .address, "Where it listens, instead of a command, e.g. http://127.0.0.1:8000/mcp."),
        SettingKey("token_env", \.tokenEnv, .environmentName, "The environment variable with the token sent to url."),
        SettingKey("env", \.environment, .names(.text), "Variables of its environment; no secrets."),
        SettingKey("directory", \.directory, .text, "The folder it runs in; the workspace unless given."),
        SettingKey("tools", \.tools, .list(.text), "The tools it may offer; all of them unless given."),
        SettingKey("hooks", \.hooks, .list(.text), "The hook points at which it may take part."),
        SettingKey("permissions", \.permissions, .section, "What it may do."),
        SettingKey("limits", \.limits, .section, "How much of the machine it may use."),
        SettingKey(
            "timeout", \.timeout, .duration(.seconds(1)...(.seconds(86_400))), "The longest a tool of it may take."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if command.isEmpty == (url == nil) {
            report(place.problem("command", "a server has either a command, [program, argument, …], or a url"))
        }
        if command.isEmpty, !permissions.isEmpty {
            report(place.problem("permissions", "a server with a url runs elsewhere: it has no permissions here"))
        }
    }
}
