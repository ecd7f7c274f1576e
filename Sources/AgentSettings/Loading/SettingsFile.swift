/// The finding and reading of `farthing.yaml`.
enum SettingsFile {
    /// The file's name wherever it is looked for.
    static let name = "farthing.yaml"
    /// The largest file taken, in bytes.
    static let limit = 262_144
    /// The most folders that are looked through on the way up.
    static let maximumLevels = 64

    /// The document and where it was found; nil when there is no file.
    ///
    /// `--config` wins, then `FARTHING_CONFIG`, then the nearest file from the working directory upward, then the
    /// user's. Only one file is read.
    static func find(
        _ request: SettingsRequest, folders: UserFolders
    ) throws(SettingsProblem) -> (path: String, root: SettingNode)? {
        if let path = request.configuration ?? request.environment["FARTHING_CONFIG"].nonEmpty {
            let complete = path.hasPrefix("/") ? path : "\(request.workingDirectory)/\(path)"
            guard let root = try read(complete, shown: path) else { throw problem(path, .missing) }
            return (complete, root)
        }
        for candidate in candidates(from: request.workingDirectory, folders: folders) {
            if let root = try read(candidate.path, shown: candidate.shown) { return (candidate.path, root) }
        }
        return nil
    }

    /// Whether a file that was found is nobody's choice: not named, and neither in the user's home nor their settings.
    static func isProjects(_ path: String, _ request: SettingsRequest, _ folders: UserFolders) -> Bool {
        guard request.configuration == nil, request.environment["FARTHING_CONFIG"].nonEmpty == nil else { return false }
        return ![folders.home, folders.configuration].compactMap(\.self).contains { path == "\($0)/\(name)" }
    }

    /// Reads one file; nil when there is none.
    private static func read(_ path: String, shown: String) throws(SettingsProblem) -> SettingNode? {
        let file: TextFile
        do throws(TextFile.Failure) {
            file = try TextFile(path: path, limit: limit)
        } catch .missing {
            return nil
        } catch {
            throw problem(shown, error)
        }
        return try YAMLTree.read(file.text, path: shown)
    }

    /// Every place that is looked at, in order, with how it is called in messages.
    private static func candidates(
        from directory: String, folders: UserFolders
    ) -> [(path: String, shown: String)] {
        var places: [(path: String, shown: String)] = []
        var folder = directory.dropLast(directory.hasSuffix("/") ? 1 : 0)
        for _ in 0..<maximumLevels {
            let path = "\(folder)/\(name)"
            places.append((path, places.isEmpty ? name : path))
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = folder[..<slash]
        }
        if let user = folders.configuration {
            places.append(("\(user)/\(name)", "\(user)/\(name)"))
        }
        return places
    }

    private static func problem(_ path: String, _ failure: TextFile.Failure) -> SettingsProblem {
        let line = if case .notText(let line) = failure { line } else { 1 }
        return SettingsProblem(
            at: .file(path, line: line, column: 1), path: SettingPath(), message: failure.description)
    }
}

extension String? {
    /// The text, when there is one and it is not empty.
    var nonEmpty: String? { flatMap { $0.isEmpty ? nil : $0 } }
}
