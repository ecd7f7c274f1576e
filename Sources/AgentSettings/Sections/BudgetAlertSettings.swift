/// Where alerts go beside the person at the terminal.
package struct BudgetAlertSettings: SettingsSection {
    /// The address that alerts are posted to.
    package var webhook: String?
    /// The environment variable with the secret that signs them.
    package var secretEnv: String?
    /// Whether the desktop shows them.
    package var desktop = false

    package init() {}

    package static let keys: [SettingKey<BudgetAlertSettings>] = [
        SettingKey("webhook", \.webhook, .address, "The address that alerts are posted to, as JSON."),
        SettingKey(
            "secret_env", \.secretEnv, .environmentName, "The environment variable with the secret that signs them."),
        SettingKey("desktop", \.desktop, .flag, "Whether the desktop shows them (notify-send)."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        if webhook == nil, secretEnv != nil {
            report(place.problem("secret_env", "there is no webhook for the secret to sign: give one, or leave it out"))
        }
    }
}
