/// What SecretMasking leaves in the place of a secret. Nothing that holds one is remembered: it would come back in
/// conversations that have no key to it.
enum MaskedSecrets {
    private static let marks = ["§§secret(", "•••"]

    /// Whether a text holds one.
    static func stands(in text: String) -> Bool { marks.contains { text.contains($0) } }
}
