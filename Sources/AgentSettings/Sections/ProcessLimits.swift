/// How much of the machine a program outside the binary may use.
package struct ProcessLimits: SettingsSection {
    /// Memory of all its processes together, in MiB.
    package var memory = 512
    /// How many processes and threads it may have at once.
    package var processes = 64
    /// Processor time of each of its processes; one that used it up is ended, and started again when it is needed.
    package var cpu = Duration.seconds(3600)

    package init() {}

    package static let keys: [SettingKey<ProcessLimits>] = [
        SettingKey("memory_mb", \.memory, .integer(16...1_048_576), "Memory of all its processes together, in MiB."),
        SettingKey(
            "processes", \.processes, .integer(1...4096), "How many processes and threads it may have at once."),
        SettingKey(
            "cpu", \.cpu, .duration(.seconds(1)...(.seconds(31_536_000))), "Processor time of each of its processes."),
    ]
}
