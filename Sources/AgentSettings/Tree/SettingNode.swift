/// A value of the settings as it was written, before it has a type.
///
/// Scalars stay text, so that no price or budget ever passes through a binary float.
package struct SettingNode: Sendable, Hashable {
    /// What stands there.
    package indirect enum Content: Sendable, Hashable {
        /// Nothing, `~` or `null`: the key counts as not written.
        case null
        /// One value. `quoted` is true when it was written in quotes or as a block, and so is text for certain.
        case scalar(String, quoted: Bool)
        case list([SettingNode])
        case map([Entry])
    }

    /// One key of a map with its value.
    package struct Entry: Sendable, Hashable {
        package var key: String
        /// Where the key stands; the value's own origin may be a later line.
        package var origin: SettingOrigin
        package var value: SettingNode
    }

    package var content: Content
    package var origin: SettingOrigin

    package init(_ content: Content, at origin: SettingOrigin = .standard) {
        self.content = content
        self.origin = origin
    }

    /// Makes a plain scalar.
    package static func text(_ text: String, at origin: SettingOrigin = .standard) -> SettingNode {
        SettingNode(.scalar(text, quoted: false), at: origin)
    }

    /// Whether the key counts as not written.
    package var isNull: Bool { content == .null }

    /// The entries, when this is a map; otherwise none.
    package var entries: [Entry] {
        guard case .map(let entries) = content else { return [] }
        return entries
    }

    /// The value of a key, when this is a map that has it.
    package subscript(key: String) -> SettingNode? {
        entries.first { $0.key == key }?.value
    }

    /// The value at a path below this node; nil when a key is missing on the way.
    package func node(at path: SettingPath) -> SettingNode? {
        var node = self
        for key in path.keys {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }

    /// Puts a value at a path, making the maps on the way.
    ///
    /// Where something that is no map stands in the way nothing changes: reading reports that.
    package mutating func set(_ value: SettingNode, at path: some Collection<String>) {
        guard let key = path.first else {
            self = value
            return
        }
        var entries: [Entry]
        switch content {
        case .map(let existing): entries = existing
        case .null: entries = []
        case .scalar, .list: return
        }
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value.set(value, at: path.dropFirst())
        } else {
            var child = SettingNode(.null, at: value.origin)
            child.set(value, at: path.dropFirst())
            entries.append(Entry(key: key, origin: value.origin, value: child))
        }
        content = .map(entries)
    }
}
