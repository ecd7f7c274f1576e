package import AgentRuntime
package import AgentSettings

/// Which extensions are quarantined, since when and why: a file of lines in the user's state folder, so that it holds
/// until somebody enables them again, in whatever process.
package struct QuarantineRegister: Sendable {
    /// A quarantine.
    package struct Entry: Sendable, Hashable {
        /// The extension.
        package var name: String
        /// When it began.
        package var since: Timestamp
        /// What it failed at last.
        package var reason: String

        package init(name: String, since: Timestamp, reason: String) {
            self.name = name
            self.since = since
            self.reason = reason
        }
    }

    private let file: StateFile?

    /// The user's; without a state folder nothing is remembered.
    package init(folders: UserFolders) {
        file = folders.state.map { StateFile(folder: $0, name: "extensions-quarantined") }
    }

    /// The quarantines, oldest first.
    package var entries: [Entry] {
        (file?.lines ?? []).compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 2).map(String.init)
            guard parts.count == 3, let time = Int64(parts[1]) else { return nil }
            return Entry(name: parts[0], since: Timestamp(microseconds: time), reason: parts[2])
        }
    }

    /// The quarantine of an extension; nil when it has none.
    package subscript(name: String) -> Entry? { entries.last { $0.name == name } }

    /// Notes a quarantine.
    ///
    /// - Throws: `HostingError` when it cannot be stored.
    package func add(_ entry: Entry) throws(HostingError) {
        guard let file else { return }
        let reason = entry.reason.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(400)
        try file.write(
            file.lines.filter { !$0.hasPrefix("\(entry.name)\t") }
                + ["\(entry.name)\t\(entry.since.microseconds)\t\(reason)"])
    }

    /// Ends a quarantine; false when there was none.
    ///
    /// - Throws: `HostingError` when it cannot be stored.
    @discardableResult
    package func remove(_ name: String) throws(HostingError) -> Bool {
        guard let file, self[name] != nil else { return false }
        try file.write(file.lines.filter { !$0.hasPrefix("\(name)\t") })
        return true
    }
}
