/// A YAML file of its own with declared keys, such as an extension's manifest: read and checked as the settings are.
package enum SettingsDocument {
    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - shown: how the file is called in messages; nil for its path.
    ///   - limit: the largest file taken, in bytes.
    /// - Throws: `SettingsError` with everything that is wrong, each with its line.
    package static func read<Section: SettingsSection>(
        _ type: Section.Type, path: String, shown: String? = nil, limit: Int = 262_144
    ) throws(SettingsError) -> Section {
        let shown = shown ?? path
        let text: String
        do throws(TextFile.Failure) {
            text = try TextFile(path: path, limit: limit).text
        } catch {
            let line = if case .notText(let line) = error { line } else { 1 }
            let origin = SettingOrigin.file(shown, line: line, column: 1)
            throw SettingsError(problems: [
                SettingsProblem(at: origin, path: SettingPath(), message: error.description)
            ])
        }
        return try read(type, text: text, shown: shown)
    }

    /// Reads a text.
    ///
    /// - Throws: as `read(_:path:shown:limit:)`.
    package static func read<Section: SettingsSection>(
        _ type: Section.Type, text: String, shown: String
    ) throws(SettingsError) -> Section {
        var problems = SettingsProblems()
        var section: Section?
        do throws(SettingsProblem) {
            var root = try YAMLTree.read(text, path: shown)
            // An empty file is a section without keys, so that what it needs is asked for.
            if root.isNull { root.content = .map([]) }
            section = SettingFormat<Section>.section.read(root, SettingPath(), &problems)
        } catch {
            problems.add(error)
        }
        try problems.check()
        return section ?? Section()
    }
}
