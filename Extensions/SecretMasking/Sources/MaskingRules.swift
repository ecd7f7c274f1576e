/// What is masked, and what tools may have.
public struct MaskingRules: Sendable {
    /// The secrets whose values are known.
    public var known: [KnownSecret]
    /// Of these, the ones that tools may be given where the model writes their placeholder. Of the others it can only
    /// say the name: a page that talks the model into sending away a key gets a placeholder.
    public var usable: Set<String>
    /// Whether texts are also searched for what looks like a secret: keys of known vendors, private keys, passwords in
    /// addresses. What is found so may be used by tools of the conversation in which it was found.
    public var recognizes: Bool

    /// Makes rules.
    public init(known: [KnownSecret] = [], usable: Set<String> = [], recognizes: Bool = true) {
        self.known = known
        self.usable = usable
        self.recognizes = recognizes
    }
}
