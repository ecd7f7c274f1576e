import AgentRuntime
import NIOConcurrencyHelpers

/// Every secret the process knows, and those that were recognised in the running conversations. Nothing of it is ever
/// stored.
final class SecretVault: Sendable {
    /// Conversations whose secrets are remembered at the same time; the one not used for longest is forgotten.
    private static let mostConversations = 256

    private struct State {
        var conversations: [ConversationID: ConversationSecrets] = [:]
        var uses = 0
        var base: Base?
    }

    /// What does not change while the process lives; made when it is first needed, not while it starts.
    private struct Base {
        let values: [String: String]
        let known: SecretSearch
        let all: SecretSearch
        let patterns: [SecretPattern]

        init(_ rules: MaskingRules) {
            let secrets = rules.known.filter { $0.value.utf8.count >= KnownSecret.shortest }
            let forms = secrets.flatMap { secret in
                SecretForms.all(of: secret.value).map {
                    (secret.name + $0.suffix, String(decoding: $0.bytes, as: UTF8.self))
                }
            }
            values = Dictionary(forms) { first, _ in first }
            let knownPatterns = values.sorted { $0.key < $1.key }.map {
                SecretPattern(bytes: Array($0.value.utf8), meaning: .secret(name: $0.key))
            }
            patterns = rules.recognizes ? knownPatterns + SecretPattern.signs : knownPatterns
            known = SecretSearch(knownPatterns)
            all = rules.recognizes ? SecretSearch(patterns) : known
        }
    }

    private let rules: MaskingRules
    private let state = NIOLockedValueBox(State())

    init(_ rules: MaskingRules) { self.rules = rules }

    private var values: [String: String] { state.withLockedValue { base(&$0).values } }

    private func base(_ state: inout State) -> Base {
        if let base = state.base { return base }
        let base = Base(rules)
        state.base = base
        return base
    }

    /// Whether there is anything a tool could be given.
    func hasUsableSecrets(in conversation: ConversationID) -> Bool {
        !rules.usable.isEmpty || state.withLockedValue { $0.conversations[conversation]?.valuesByName.isEmpty == false }
    }

    /// The secrets of which the model may write the placeholder without having seen it.
    var usableNames: [String] {
        let values = values
        return rules.usable.filter { values[$0] != nil }.sorted()
    }

    /// The search for a conversation's texts.
    ///
    /// - Parameter knownOnly: whether what only looks like a secret is left as it is.
    func search(for conversation: ConversationID, knownOnly: Bool) -> SecretSearch {
        state.withLockedValue { state in
            let base = base(&state)
            if knownOnly { return base.known }
            guard var secrets = state.conversations[conversation], !secrets.valuesByName.isEmpty else {
                return base.all
            }
            if let search = secrets.search { return search }
            let found = secrets.valuesByName.filter { $0.value.utf8.count >= KnownSecret.shortest }.map {
                SecretPattern(bytes: Array($0.value.utf8), meaning: .secret(name: $0.key))
            }
            let search = SecretSearch(base.patterns + found)
            secrets.search = search
            state.conversations[conversation] = secrets
            return search
        }
    }

    /// The placeholder of a secret that a search found.
    func placeholder(of value: String, _ meaning: SecretSpan.Meaning, in conversation: ConversationID) -> String {
        switch meaning {
        case .known(let name): return Placeholder.text(name)
        case .recognized(let kind):
            return state.withLockedValue { state in
                state.uses += 1
                state.conversations[conversation, default: ConversationSecrets()].lastUse = state.uses
                if state.conversations.count > Self.mostConversations,
                    let oldest = state.conversations.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
                {
                    state.conversations[oldest] = nil
                }
                let name = state.conversations[conversation, default: ConversationSecrets()].name(of: value, kind: kind)
                return Placeholder.text(name)
            }
        }
    }

    /// The secret of a name, for a tool of a conversation.
    ///
    /// - Throws: `HookRefusal` that tells the model what to do, when there is none or the tool may not have it.
    func value(of name: String, in conversation: ConversationID) throws(HookRefusal) -> String {
        if let found = state.withLockedValue({ $0.conversations[conversation]?.valuesByName[name] }) { return found }
        guard let value = values[name] else {
            throw HookRefusal(
                "There is no secret \(name) any more, or there never was: ask the person for it. "
                    + "Placeholders of secrets cannot be made up.")
        }
        let base = name.prefix { $0 != ":" }
        guard rules.usable.contains(String(base)) else {
            throw HookRefusal(
                "Tools may not have the secret \(base). The person can allow it in farthing.yaml: "
                    + "extensions: {settings: {SecretMasking: {usable: [\(base)]}}}")
        }
        return value
    }
}
