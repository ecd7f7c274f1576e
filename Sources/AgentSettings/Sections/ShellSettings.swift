/// How the tool that runs commands behaves.
package struct ShellSettings: SettingsSection {
    /// Whether a person is asked before a command runs.
    package var ask = ShellPermission.always
    /// The longest that one command may take.
    package var timeout: Duration = .seconds(120)
    /// The most bytes of output that the model is given; the middle of a longer one is left out.
    package var outputLimit = 65_536
    /// Whether commands run in the sandbox that extensions run in: they change nothing but the workspace then.
    package var sandbox = false
    /// Whether commands in the sandbox may use the network.
    package var network = true
    /// What commands in the sandbox may use beside the workspace.
    package var paths = PathPermissions()

    package init() {}

    package static let keys: [SettingKey<ShellSettings>] = [
        SettingKey("ask", \.ask, .word, "Whether a person is asked before a command runs."),
        SettingKey(
            "timeout", \.timeout, .duration(.seconds(1)...(.seconds(86_400))), "The longest a command may take."),
        SettingKey(
            "output_limit", \.outputLimit, .integer(1024...16_777_216),
            "The most bytes of output that the model is given."),
        SettingKey("sandbox", \.sandbox, .flag, "Whether commands run in a sandbox and change only the workspace."),
        SettingKey("network", \.network, .flag, "Whether commands in the sandbox may use the network."),
        SettingKey("paths", \.paths, .section, "What commands in the sandbox may use beside the workspace."),
    ]
}

/// Whether a person is asked before a command runs.
package enum ShellPermission: String, Sendable, Hashable, CaseIterable {
    /// Before every command; where nobody can be asked it is refused.
    case always
    /// Before the first use of each program in a conversation.
    case once
    /// Never: commands run with the rights of whoever started the program.
    case never
}
