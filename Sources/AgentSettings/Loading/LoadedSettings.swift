/// The settings in force, with where each came from, and the secrets beside them.
package struct LoadedSettings: Sendable {
    /// The typed settings.
    package let settings: Settings
    /// The file they come from, absolute; nil when there is none and the defaults and the environment count alone.
    package let file: String?
    /// Whether the file was found in the working directory or above it, outside the user's own folders: it may have come
    /// with somebody else's repository.
    package let wasFoundInProject: Bool
    /// The secrets of the environment and of `secrets.env`.
    package let secrets: Secrets
    /// The user's folders.
    package let folders: UserFolders
    /// The folder from which relative paths of the command line are meant; absolute.
    package let workingDirectory: String
    /// What was written, in the file and the environment together.
    let tree: SettingNode

    /// Finds and reads the settings.
    ///
    /// Without a file and without a `FARTHING_` variable this only looks for the files; no YAML is touched.
    ///
    /// - Throws: `SettingsError` with everything that is wrong.
    package static func load(_ request: SettingsRequest) throws(SettingsError) -> LoadedSettings {
        let folders = UserFolders(environment: request.environment)
        var problems = SettingsProblems()
        var tree = SettingNode(.null)
        var file: String?
        do throws(SettingsProblem) {
            if let found = try SettingsFile.find(request, folders: folders) {
                file = found.path
                tree = found.root
            }
        } catch {
            problems.add(error)
        }
        EnvironmentOverrides.apply(request, to: &tree, &problems)
        var settings = Settings()
        if !tree.isNull, let read = SettingFormat<Settings>.section.read(tree, SettingPath(), &problems) {
            settings = read
        }

        var secretsFiles: [SecretsFile] = []
        let beside = file.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
        var places: [String] = []
        for folder in [beside, folders.configuration].compactMap(\.self) where !places.contains(folder) {
            places.append(folder)
            do throws(SettingsProblem) {
                if let found = try SecretsFile(path: "\(folder)/\(SecretsFile.name)") { secretsFiles.append(found) }
            } catch {
                problems.add(error)
            }
        }
        try problems.check()
        return LoadedSettings(
            settings: settings, file: file,
            wasFoundInProject: file.map { SettingsFile.isProjects($0, request, folders) } ?? false,
            secrets: Secrets(environment: request.environment, files: secretsFiles),
            folders: folders, workingDirectory: request.workingDirectory, tree: tree)
    }

    /// Where the setting at a path was written.
    package func origin(of path: SettingPath) -> SettingOrigin {
        guard let node = tree.node(at: path), !node.isNull else { return .standard }
        return node.origin
    }
}

extension LoadedSettings {
    /// The database file, absolute; nil when neither the settings nor the environment say where the user's state is.
    package var databasePath: String? {
        settings.storage.path.map { resolve($0, writtenAt: SettingPath(["storage", "path"])) }
            ?? folders.state.map { "\($0)/farthing.db" }
    }

    /// The folders that are looked through for prompt texts, nearest first; they need not exist.
    package var promptFolders: [String] {
        let own = settings.prompts.paths.map { resolve($0, writtenAt: SettingPath(["prompts", "paths"])) }
        let user = folders.configuration.map { ["\($0)/prompts"] } ?? []
        return own + ["\(workingDirectory)/prompts"] + user
    }

    /// Makes a path absolute: `~` is the home folder; relative ones are meant from the file they stand in.
    private func resolve(_ path: String, writtenAt setting: SettingPath) -> String {
        if path.hasPrefix("/") { return path }
        if let home = folders.home, path == "~" || path.hasPrefix("~/") { return home + path.dropFirst() }
        if case .file = origin(of: setting), let file, let slash = file.lastIndex(of: "/") {
            return "\(file[..<slash])/\(path)"
        }
        return "\(workingDirectory)/\(path)"
    }
}
