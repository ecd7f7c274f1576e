/// The keys found under one name.
package struct NamedSecrets: Sendable, Hashable {
    /// The variable's name.
    package let name: String
    /// `environment`, or the path of the file.
    package let place: String
    /// The keys in the order written; never empty.
    package let keys: [Secret]
}
