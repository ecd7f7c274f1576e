import AgentRuntime
import HTTPTypes
import HummingbirdCore

extension Exchange {
    /// The conversation that the request names.
    ///
    /// - Throws: `APIError` for a name that none can have.
    func conversation() throws(APIError) -> ConversationID? {
        guard let name = request.headers[.farthingConversation], !name.isEmpty else { return nil }
        guard name.utf8.count <= 128, name.utf8.allSatisfy(\.isNameByte) else {
            throw APIError.invalid(
                "X-Farthing-Conversation",
                "X-Farthing-Conversation must be at most 128 letters, digits, `-`, `_`, `.` and `:`.")
        }
        return ConversationID(name)
    }

    /// On whose account the request spends.
    var spender: Spender {
        Spender(key: caller.key, tags: caller.tags, who: caller.key.map { "key \($0)" } ?? "a program on this machine")
    }
}

extension UInt8 {
    /// Whether this may stand in a name: a letter, a digit, `-`, `_`, `.` or `:`.
    var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
