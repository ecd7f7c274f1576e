/// The keys that are taken.
package protocol KeyRegister: Sendable {
    /// Whether there is any key.
    ///
    /// - Throws: when the register cannot be read.
    func isEmpty() throws -> Bool
    /// The key that this text is; nil when it is none, or is revoked or expired.
    ///
    /// - Throws: when the register cannot be read.
    func key(_ text: String) throws -> KeyRecord?
}

/// What is known of a key; never the key itself.
package struct KeyRecord: Sendable, Hashable {
    /// Its name, by which budgets and reports count.
    package var name: String
    /// What it may do.
    package var role: KeyRole
    /// The models and tiers it may name; nil is all.
    package var models: Set<String>?
    /// The most requests a minute; nil is unlimited.
    package var requestsPerMinute: Int?

    package init(name: String, role: KeyRole, models: Set<String>? = nil, requestsPerMinute: Int? = nil) {
        self.name = name
        self.role = role
        self.models = models
        self.requestsPerMinute = requestsPerMinute
    }
}

/// No keys: only for programs on this machine.
package struct NoKeys: KeyRegister {
    package init() {}
    package func isEmpty() -> Bool { true }
    package func key(_ text: String) -> KeyRecord? { nil }
}
