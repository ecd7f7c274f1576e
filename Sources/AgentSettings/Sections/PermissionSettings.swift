/// What a program outside the binary may do. Nothing that is not written here is granted.
package struct PermissionSettings: SettingsSection {
    /// Whether it may use the network.
    package var network = false
    /// The files and folders it may use beside its own folder and the system's programs.
    package var paths = PathPermissions()
    /// The names of the secrets it is given, as environment variables of the same names.
    package var secrets: [String] = []

    package init() {}

    package static let keys: [SettingKey<PermissionSettings>] = [
        SettingKey("network", \.network, .flag, "Whether it may use the network."),
        SettingKey("paths", \.paths, .section, "Files and folders it may use beside its own folder."),
        SettingKey(
            "secrets", \.secrets, .list(.environmentName),
            "The names of the secrets that it is given as environment variables."),
    ]

    /// Whether nothing is asked for.
    package var isEmpty: Bool { self == PermissionSettings() }

    /// What is asked for, one clause each: "uses the network".
    package var clauses: [String] {
        (network ? ["uses the network"] : [])
            + paths.read.map { "reads \($0)" }
            + paths.write.map { "changes \($0)" }
            + secrets.map { "is given the secret \($0)" }
    }
}

/// The files and folders that a program outside the binary may use. `~` is the home folder, `.` the workspace;
/// other relative paths are meant from the workspace.
package struct PathPermissions: SettingsSection {
    /// What it may read.
    package var read: [String] = []
    /// What it may read and change.
    package var write: [String] = []

    package init() {}

    package static let keys: [SettingKey<PathPermissions>] = [
        SettingKey("read", \.read, .list(.text), "What it may read."),
        SettingKey("write", \.write, .list(.text), "What it may read and change."),
    ]
}
