/// A secret within a text.
struct SecretSpan: Hashable {
    /// What is known of it.
    enum Meaning: Hashable {
        /// A value that was known before, by its name.
        case known(String)
        /// A value that looks like a secret of this kind.
        case recognized(String)
    }

    /// Its bytes.
    var range: Range<Int>
    /// What is known of it.
    var meaning: Meaning
}

/// What a scan found.
struct SecretFindings {
    /// The secrets, from left to right, none overlapping another.
    var spans: [SecretSpan] = []
    /// The bytes before this offset are decided whatever follows; the rest must be seen again together with it.
    var decided: Int
}
