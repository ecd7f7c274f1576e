/// What may stand at a place of the settings; what documentation and environment names are made from.
package indirect enum SettingShape: Sendable {
    /// One value; the text says which are valid, e.g. `true or false`.
    case scalar(String)
    /// A list of values.
    case list(String)
    /// A section with these keys and no others.
    case keys([SettingDescription])
    /// A map whose names the user chooses, each with this shape.
    case names(SettingShape)
    /// Any YAML.
    case open
}

/// A declared key, for people.
package struct SettingDescription: Sendable {
    package let name: String
    /// One line: what it does, and its unit.
    package let summary: String
    package let shape: SettingShape
}
