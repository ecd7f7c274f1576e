import AgentRuntime

/// Masks the texts of one conversation.
struct SecretMask: Sendable {
    let vault: SecretVault
    let conversation: ConversationID
    /// Whether what only looks like a secret is left as it is.
    var knownOnly = false

    var search: SecretSearch { vault.search(for: conversation, knownOnly: knownOnly) }

    /// The text without its secrets; the same text when there is none in it.
    func masked(_ text: String) -> String {
        var stream = SecretStream(search)
        return stream.push(text, isLast: true) { placeholder(of: $0, $1) }
    }

    /// What stands in a secret's place.
    func placeholder(of value: String, _ meaning: SecretSpan.Meaning) -> String {
        vault.placeholder(of: value, meaning, in: conversation)
    }

    /// The text with the secrets that its placeholders stand for; nil when there are none.
    ///
    /// - Throws: `HookRefusal` when one may not be used or is not known.
    func resolved(_ text: String) throws(HookRefusal) -> String? {
        try Placeholder.resolve(in: text) { name throws(HookRefusal) in try vault.value(of: name, in: conversation) }
    }
}
