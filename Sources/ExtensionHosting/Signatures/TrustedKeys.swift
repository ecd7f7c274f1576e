package import AgentSettings

/// The publishers whose packages the user takes, by the names they gave them: `trusted-keys` in their settings folder, a
/// name and a key a line. A project cannot add to it.
package struct TrustedKeys: Sendable {
    /// A publisher whom the user trusts.
    package struct Publisher: Sendable, Hashable, CustomStringConvertible {
        /// The user's name for them.
        package var name: String
        /// Their key.
        package var key: PublisherKey

        package init(name: String, key: PublisherKey) {
            self.name = name
            self.key = key
        }

        /// `NAME (KEY)`.
        package var description: String { "\(name) (\(key))" }
    }

    private let file: StateFile?

    /// The user's; without a settings folder nobody is trusted.
    package init(folders: UserFolders) {
        file = folders.configuration.map { StateFile(folder: $0, name: "trusted-keys") }
    }

    /// Everybody, by name. A line that says nothing understandable trusts nobody.
    package var publishers: [Publisher] {
        (file?.lines ?? []).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.count == 2, words[0].isExtensionName, let key = PublisherKey(words[1]) else { return nil }
            return Publisher(name: words[0], key: key)
        }.sorted { $0.name < $1.name }
    }

    /// Trusts a publisher; what the name stood for before is not trusted any more.
    ///
    /// - Throws: `PackageProblem` when the name is none; `HostingError` when it cannot be stored.
    package func add(_ publisher: Publisher) throws {
        guard publisher.name.isExtensionName else {
            throw PackageProblem("\"\(publisher.name)\" is not a name: use at most 48 letters, digits, _ and -")
        }
        guard let file else {
            throw PackageProblem("There is no place to store it: set HOME or XDG_CONFIG_HOME.")
        }
        try file.write(file.lines.filter { !Self.names($0, publisher.name) } + ["\(publisher.name) \(publisher.key)"])
    }

    /// Trusts a publisher no more; false when nobody of that name was trusted.
    ///
    /// - Throws: `HostingError` when it cannot be stored.
    package func remove(_ name: String) throws(HostingError) -> Bool {
        guard let file, file.lines.contains(where: { Self.names($0, name) }) else { return false }
        try file.write(file.lines.filter { !Self.names($0, name) })
        return true
    }

    private static func names(_ line: String, _ name: String) -> Bool {
        line.split(whereSeparator: \.isWhitespace).first.map { $0 == name } ?? false
    }
}
