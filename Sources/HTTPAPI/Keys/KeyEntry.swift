package import AgentRuntime
import ExactJSON
import Money

/// A key as it is stored: everything but the key.
package struct KeyEntry: Sendable, Hashable {
    package var name: String
    /// SHA-256 of the key, in hexadecimal. A key has 256 random bits, so that no slow hash is needed to keep it.
    package var hash: String
    package var role: KeyRole
    /// The models and tiers it may name; nil is all.
    package var models: [String]?
    /// The most requests a minute; nil is unlimited.
    package var requestsPerMinute: Int?
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?

    package init(
        name: String, hash: String, role: KeyRole, models: [String]? = nil, requestsPerMinute: Int? = nil,
        createdAt: Timestamp, expiresAt: Timestamp? = nil
    ) {
        self.name = name
        self.hash = hash
        self.role = role
        self.models = models
        self.requestsPerMinute = requestsPerMinute
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// A new key: the text to hand out, which is nowhere else, and what is stored.
    package static func make(
        name: String, role: KeyRole, models: [String]?, requestsPerMinute: Int?, expiresAt: Timestamp?,
        at now: Timestamp
    ) -> (text: String, entry: KeyEntry) {
        var random = SystemRandomNumberGenerator()
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        // 43 letters of 62 are 256 bits.
        let text = "fk-" + String((0..<43).map { _ in letters[Int.random(in: 0..<62, using: &random)] })
        let entry = KeyEntry(
            name: name, hash: digest(text), role: role, models: models, requestsPerMinute: requestsPerMinute,
            createdAt: now, expiresAt: expiresAt)
        return (text, entry)
    }

    static func digest(_ text: String) -> String { SHA256Digest.hexadecimal(Array(text.utf8)) }

    init?(_ value: JSONValue) {
        guard let name = value["name"]?.stringValue, let hash = value["hash"]?.stringValue,
            let role = value["role"]?.stringValue.flatMap({ KeyRole(rawValue: $0) }),
            let created = value["created_at_us"]?.intValue
        else { return nil }
        self.init(
            name: name, hash: hash, role: role, models: value["models"]?.arrayValue?.compactMap(\.stringValue),
            requestsPerMinute: value["requests_per_minute"]?.intValue,
            createdAt: Timestamp(microseconds: Int64(created)),
            expiresAt: value["expires_at_us"]?.intValue.map { Timestamp(microseconds: Int64($0)) })
    }

    var json: JSONValue {
        var object = JSONObject([
            ("name", .string(name)), ("hash", .string(hash)), ("role", .string(role.rawValue)),
            ("created_at_us", JSONValue(Int(createdAt.microseconds))),
        ])
        if let models { object["models"] = .array(models.map { .string($0) }) }
        if let requestsPerMinute { object["requests_per_minute"] = JSONValue(requestsPerMinute) }
        if let expiresAt { object["expires_at_us"] = JSONValue(Int(expiresAt.microseconds)) }
        return .object(object)
    }
}
