/// The refusal of a key that is not declared.
enum UnknownKey {
    /// Returns the message: the nearest valid key, or all of them. A key that was meant to hold a secret is told
    /// where secrets belong.
    static func message(_ key: String, valid: [String]) -> String {
        let lowered = key.lowercased()
        if ["api_key", "apikey", "token", "secret", "password"].contains(where: { lowered.hasSuffix($0) }) {
            return "keys and passwords never stand in the settings; set an environment variable or secrets.env"
        }
        if let nearest = NearestName.of(key, among: valid) {
            return "unknown key; did you mean \"\(nearest)\"?"
        }
        return "unknown key; valid here: \(valid.joined(separator: ", "))"
    }
}

extension String {
    /// The text fit for a message: control characters replaced, cut after 80.
    var oneLine: String {
        let scalars = unicodeScalars.prefix(80).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
