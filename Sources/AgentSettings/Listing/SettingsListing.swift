/// The settings in force as `farthing config show` prints them: every value with where it came from.
package struct SettingsListing: Sendable {
    /// One line of the listing.
    package struct Row: Sendable, Hashable {
        /// The setting.
        package let path: SettingPath
        /// The value; nil for the head of a section and for a setting without a value.
        package let value: SettingNode?
        /// Whether rows below this one belong to it.
        package let isSection: Bool
        /// Where the value was written.
        package let origin: SettingOrigin
        /// What the setting does; empty for names that the user chose.
        package let summary: String
    }

    /// The rows, sections before what is in them.
    package let rows: [Row]
    /// The secrets that are set: names and counts only.
    package let secrets: [NamedSecrets]
    /// The file that was read; nil when there was none.
    package let file: String?

    /// Lists settings.
    ///
    /// - Parameter all: also those that have no value, so that the listing documents every setting.
    package init(_ loaded: LoadedSettings, all: Bool = false) {
        var rows: [Row] = []
        let root = SettingFormat<Settings>.section.show(loaded.settings)
        for key in Settings.keys {
            SettingsListing.list(
                key.description, root[key.name], path: SettingPath([key.name]), loaded: loaded, all: all, into: &rows)
        }
        self.rows = rows
        secrets = loaded.secrets.known
        file = loaded.file
    }

    private static func list(
        _ key: SettingDescription, _ node: SettingNode?, path: SettingPath, loaded: LoadedSettings, all: Bool,
        into rows: inout [Row]
    ) {
        let origin = loaded.origin(of: path)
        let head = Row(path: path, value: nil, isSection: true, origin: origin, summary: key.summary)
        switch key.shape {
        case .keys(let keys):
            var inner: [Row] = []
            for key in keys {
                list(key, node?[key.name], path: path.appending(key.name), loaded: loaded, all: all, into: &inner)
            }
            if !inner.isEmpty { rows += [head] + inner }
        case .names(let shape):
            guard let node, !node.entries.isEmpty else {
                guard all else { return }
                let empty = SettingNode(.map([]))
                rows.append(Row(path: path, value: empty, isSection: false, origin: origin, summary: key.summary))
                return
            }
            rows.append(head)
            for entry in node.entries {
                let description = SettingDescription(name: entry.key, summary: "", shape: shape)
                list(description, entry.value, path: path.appending(entry.key), loaded: loaded, all: all, into: &rows)
            }
        case .scalar, .list, .open:
            guard node != nil || all else { return }
            let value = if case .open = key.shape { node?.masked(as: key.name) } else { node }
            rows.append(Row(path: path, value: value, isSection: false, origin: origin, summary: key.summary))
        }
    }
}

extension SettingNode {
    /// The value with what sounds like a secret by its key replaced: open sections are not ours, and may hold any.
    fileprivate func masked(as key: String) -> SettingNode {
        switch content {
        case .null: return self
        case .scalar:
            return Secrets.soundsSecret(key) ? SettingNode(.scalar("•••", quoted: true), at: origin) : self
        case .list(let nodes): return SettingNode(.list(nodes.map { $0.masked(as: key) }), at: origin)
        case .map(let entries):
            let masked = entries.map { Entry(key: $0.key, origin: $0.origin, value: $0.value.masked(as: $0.key)) }
            return SettingNode(.map(masked), at: origin)
        }
    }
}
