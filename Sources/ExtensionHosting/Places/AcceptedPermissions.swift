import AgentRuntime
package import AgentSettings

/// What the user agreed to that extensions do: a file of lines in their state folder, each an extension's folder and
/// everything it may do. An extension that comes to want something else is asked about again.
package struct AcceptedPermissions: Sendable {
    private let file: StateFile?

    /// The user's; without a state folder nothing is agreed to.
    package init(folders: UserFolders) {
        file = folders.state.map { StateFile(folder: $0, name: "extensions-accepted") }
    }

    /// Whether the user agreed to what an extension wants now.
    package func contains(_ manifest: HostedManifest, folder: String) -> Bool {
        file?.lines.contains(line(manifest, folder)) ?? false
    }

    /// What the user agreed to before of the extension in this folder; nil when it was never asked about.
    package func earlier(folder: String) -> [String]? {
        file?.lines.last { $0.hasPrefix("\(Self.escaped(folder))\t") }
            .map { $0.split(separator: "\t").dropFirst().map(String.init) }
    }

    /// Notes that the user agrees, in the place of what they agreed to before.
    ///
    /// - Throws: `HostingError` when it cannot be stored.
    package func add(_ manifest: HostedManifest, folder: String) throws(HostingError) {
        guard let file else {
            throw HostingError(
                .storage, extension: manifest.name, "there is no place to store it: set HOME or XDG_STATE_HOME")
        }
        let others = file.lines.filter { !$0.hasPrefix("\(Self.escaped(folder))\t") }
        try file.write(others + [line(manifest, folder)])
    }

    /// Forgets what the user agreed to of an extension.
    ///
    /// - Throws: `HostingError` when it cannot be stored.
    package func remove(folder: String) throws(HostingError) {
        guard let file, earlier(folder: folder) != nil else { return }
        try file.write(file.lines.filter { !$0.hasPrefix("\(Self.escaped(folder))\t") })
    }

    /// One line, whatever stands in a manifest: a line break in a command must not begin another extension's line.
    private func line(_ manifest: HostedManifest, _ folder: String) -> String {
        ([folder] + manifest.clauses).map(Self.escaped).joined(separator: "\t")
    }

    private static func escaped(_ part: String) -> String {
        part.unicodeScalars.map { scalar in
            scalar.value < 32 || scalar == "\\" || scalar.properties.isWhitespace && scalar != " "
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }
}

extension HostedManifest {
    /// Everything the extension does that its user should know before it runs, one clause each.
    package var clauses: [String] {
        ["runs \(command.joined(separator: " "))"]
            + hooks.compactMap { hook in hook.point.map { "takes part at \($0.rawValue)" } }
            + permissions.clauses
    }
}
