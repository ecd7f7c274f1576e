import AgentRuntime
import LanguageModels

/// Who makes a request.
struct Caller: Sendable, Hashable {
    /// The key's name; nil without a key, which only this machine's own programs may be.
    var key: String?
    /// What it may do.
    var role: KeyRole
    /// The models and tiers it may name; nil is all.
    var models: Set<String>?
    /// The most requests a minute; nil is unlimited.
    var requestsPerMinute: Int?

    /// The tag by which a conversation is known as this caller's.
    var tags: [String] { key.map { ["key:\($0)"] } ?? [] }

    /// Whether a conversation with these tags is the caller's to see.
    func owns(_ tags: [String]) -> Bool { role == .admin || key.map { tags.contains("key:\($0)") } ?? false }

    /// Whether a budget is the caller's to see.
    func maySee(_ scope: BudgetScope) -> Bool { role == .admin || scope == key.map { .key($0) } }

    /// A program on this machine, where no keys are set up.
    static let local = Caller(key: nil, role: .admin, models: nil)

    /// Whether it may ask a model by this name.
    func mayUse(_ name: String, _ model: ModelID) -> Bool {
        guard let models else { return true }
        return models.contains(name) || models.contains(model.description) || models.contains(model.name)
    }

    /// Whether it may have any model that routing chooses.
    var mayLeaveChoice: Bool { models?.contains("auto") ?? true }

    /// - Throws: `APIError` of status 403 for everybody who is no administrator.
    func requireAdmin() throws(APIError) {
        guard role == .admin else {
            throw APIError.forbidden("This needs an administrator's key; this key is a user's.")
        }
    }
}

/// What a key may do.
package enum KeyRole: String, Sendable, Hashable, CaseIterable {
    /// Everything, and see what everybody does.
    case admin
    /// Ask models, and see what is its own.
    case user
}

extension Caller {
    /// Whoever asks for what is open to everybody.
    static let nobody = Caller(key: nil, role: .user, models: [])
}
