/// A secret whose value is known: a key of a provider, a password of the settings.
public struct KnownSecret: Sendable {
    /// What it is called in a placeholder, e.g. the variable's name.
    public let name: String
    let value: String

    /// Fewer bytes than this are not looked for: they would be found in ordinary words.
    public static let shortest = 6

    /// Names a secret.
    public init(name: String, value: String) {
        self.name = Placeholder.name(from: name)
        self.value = value
    }
}

extension KnownSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name alone.
    public var description: String { name }
    /// The name alone.
    public var debugDescription: String { name }
    /// The name alone.
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
