package import AgentRuntime
package import AgentSettings

/// Which extensions were switched off in which place: a file of lines in the user's state folder. A project's place is
/// its folder, so that a switch holds for that project alone.
package struct ExtensionSwitches: Sendable {
    private let file: StateFile?
    private let places: ExtensionPlaces

    /// The user's switches; without a state folder all are on.
    package init(folders: UserFolders, places: ExtensionPlaces) {
        file = folders.state.map { StateFile(folder: $0, name: "extensions-off") }
        self.places = places
    }

    /// Whether an extension of a place is switched off.
    package func isOff(_ name: String, in place: ExtensionPlace) -> Bool {
        file?.lines.contains(line(name, place)) ?? false
    }

    /// Switches an extension of a place on or off.
    ///
    /// - Returns: whether that changed anything.
    /// - Throws: `HostingError` when it cannot be stored.
    @discardableResult
    package func set(_ name: String, in place: ExtensionPlace, off: Bool) throws(HostingError) -> Bool {
        guard let file else {
            throw HostingError(.storage, extension: name, "there is no place to store it: set HOME or XDG_STATE_HOME")
        }
        let line = line(name, place)
        var lines = file.lines
        guard lines.contains(line) != off else { return false }
        if off { lines.append(line) } else { lines.removeAll { $0 == line } }
        try file.write(lines)
        return true
    }

    private func line(_ name: String, _ place: ExtensionPlace) -> String {
        "\(places.folder(of: place) ?? "bundled")\t\(name)"
    }
}
