import ExactJSON

/// Something that a settings file does with the user's keys or machine, and that a file which came with somebody else's
/// repository must not do unasked.
package struct SettingsClaim: Sendable, Hashable, CustomStringConvertible {
    /// Where it is written.
    package let origin: SettingOrigin
    /// The setting.
    package let path: SettingPath
    /// What it does, as a clause: "sends …".
    package let description: String
}

extension LoadedSettings {
    /// What the file does that its user has not agreed to. Empty for a file that the user named or that stands in
    /// their own folders: that is agreement enough.
    package var untrustedClaims: [SettingsClaim] {
        guard let file, wasFoundInProject else { return [] }
        let known = TrustedSettings(folders: folders)?.claims(of: file) ?? []
        return claims.filter { !known.contains($0.description) }
    }

    /// Everything the file does that needs its user's agreement.
    private var claims: [SettingsClaim] {
        var claims: [SettingsClaim] = []
        func note(_ keys: [String], _ description: String) {
            let path = SettingPath(keys)
            // What the environment says, the user says.
            guard case .file = origin(of: path) else { return }
            claims.append(SettingsClaim(origin: origin(of: path), path: path, description: description))
        }
        for (name, provider) in settings.providers.sorted(by: { $0.key < $1.key }) {
            guard let address = provider.baseURL, !Self.isThisMachine(address) else { continue }
            note(["providers", name, "base_url"], "sends what is said to \(name), and the key for it, to \(address)")
        }
        if let webhook = settings.budgets.alerts.webhook, !Self.isThisMachine(webhook) {
            note(["budgets", "alerts", "webhook"], "tells \(webhook) when budgets are used up")
        }
        if let telemetry = settings.extensions.settings["Telemetry"] {
            let place = ["extensions", "settings", "Telemetry"]
            if let address = telemetry["endpoint"]?.stringValue, !Self.isThisMachine(address) {
                note(place + ["endpoint"], "tells \(address) of every request to a model")
            }
            if telemetry["content"]?.boolValue == true {
                note(place + ["content"], "tells the telemetry's collector what is said to models and by them")
            }
        }
        if settings.tools.shell.ask == .never {
            note(["tools", "shell", "ask"], "lets the agent run commands without asking")
        }
        for (name, server) in settings.extensions.servers.sorted(by: { $0.key < $1.key }) {
            if !server.command.isEmpty {
                let clauses = [server.command.joined(separator: " ")] + server.permissions.clauses
                note(["extensions", "servers", name], "runs the program \(clauses.joined(separator: ", which "))")
            } else if let address = server.url, !Self.isThisMachine(address) {
                note(["extensions", "servers", name], "gives the agent tools of \(address)")
            }
        }
        if settings.extensions.sandbox == .off {
            note(["extensions", "sandbox"], "runs extensions without a sandbox")
        }
        return claims
    }

    private static func isThisMachine(_ address: String) -> Bool {
        guard let scheme = address.firstRange(of: "://") else { return false }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        // Whoever writes a user into an address may want it to look like another one.
        guard !authority.contains("@") else { return false }
        if authority.hasPrefix("[::1]") { return true }
        let host = authority.prefix { $0 != ":" }.lowercased()
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return host == "localhost" || (numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil))
    }
}
