/// One key of a section: its name, its meaning, and how its value is read and shown.
package struct SettingKey<Section: Sendable>: Sendable {
    package let name: String
    /// One line: what it does, and its unit.
    package let summary: String
    let shape: @Sendable () -> SettingShape
    let read: @Sendable (SettingNode, SettingPath, inout SettingsProblems, inout Section) -> Void
    let show: @Sendable (Section) -> SettingNode?

    /// Declares a key that always has a value.
    package init<Value: Sendable>(
        _ name: String, _ property: any WritableKeyPath<Section, Value> & Sendable, _ format: SettingFormat<Value>,
        _ summary: String
    ) {
        self.name = name
        self.summary = summary
        shape = format.shape
        read = { node, path, problems, section in
            if let value = format.read(node, path, &problems) { section[keyPath: property] = value }
        }
        show = { format.show($0[keyPath: property]) }
    }

    /// Declares a key that may be left out.
    package init<Value: Sendable>(
        _ name: String, _ property: any WritableKeyPath<Section, Value?> & Sendable, _ format: SettingFormat<Value>,
        _ summary: String
    ) {
        self.name = name
        self.summary = summary
        shape = format.shape
        read = { node, path, problems, section in
            if let value = format.read(node, path, &problems) { section[keyPath: property] = value }
        }
        show = { $0[keyPath: property].map(format.show) }
    }

    /// The key, for people.
    package var description: SettingDescription {
        SettingDescription(name: name, summary: summary, shape: shape())
    }
}
