/// The secrets that were recognised in one conversation, by the names they got there.
struct ConversationSecrets: Sendable {
    /// The most that are remembered of a conversation; more are masked, and no tool gets them.
    static let most = 1024

    private(set) var valuesByName: [String: String] = [:]
    private var namesByValue: [String: String] = [:]
    /// What is known and what was found here, as one search; nil when something was found since it was made.
    var search: SecretSearch?
    /// When it was last asked for something, as a count.
    var lastUse = 0

    /// The name of a value, given to it now if it has none.
    ///
    /// The name holds four digits that come from the value, so that the same value has the same name after a restart,
    /// and another one hardly ever has it.
    mutating func name(of value: String, kind: String) -> String {
        if let name = namesByValue[value] { return name }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in value.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String((hash ^ hash >> 32) & 0xFFFF | 0x10000, radix: 16).dropFirst()
        var name = "\(kind)_\(digits)"
        var number = 2
        while valuesByName[name] != nil {
            name = "\(kind)_\(digits)_\(number)"
            number += 1
        }
        guard valuesByName.count < Self.most else { return name }
        valuesByName[name] = value
        namesByValue[value] = name
        search = nil
        return name
    }
}
