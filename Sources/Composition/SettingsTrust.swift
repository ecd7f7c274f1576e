import AgentRuntime
import AgentSettings

/// Asks before a settings file that was merely found sends keys elsewhere or lets commands run.
struct SettingsTrust {
    let person: any Person

    /// Returns when the user has agreed to everything that needs it, now or before.
    ///
    /// - Throws: `SettingsError` naming what was not agreed to.
    func check(_ loaded: LoadedSettings) async throws {
        let claims = loaded.untrustedClaims
        guard let file = loaded.file, !claims.isEmpty else { return }
        let question = Question(
            asker: "settings", text: "\(file) was found here. Do you trust it?",
            detail: claims.map { "It \($0)." }.joined(separator: "\n  "))
        switch try await person.answer(question) {
        case .yes: return
        case .always: try TrustedSettings(folders: loaded.folders)?.add(claims, of: file)
        case .no:
            throw SettingsError(
                problems: claims.map {
                    SettingsProblem(
                        at: $0.origin, path: $0.path,
                        message: "this file, which was found and not chosen, \($0). If that is right, say so once with "
                            + "`farthing config trust`, or name the file with --config.")
                })
        }
    }
}
