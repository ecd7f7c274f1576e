import AgentRuntime
import NIOConcurrencyHelpers

/// Whose the conversations are that requests name while they are answered, whether or not the ledger knows them yet.
final class ConversationNames: Sendable {
    private struct Hold {
        var key: String?
        var count: Int
    }

    private let held = NIOLockedValueBox<[ConversationID: Hold]>([:])

    /// How many are held.
    var count: Int { held.withLockedValue { $0.count } }

    /// Does `work` while the name is the caller's.
    ///
    /// - Throws: `APIError` of status 404 while it is another's.
    func held<T>(_ name: ConversationID, by caller: Caller, _ work: () async throws -> T) async throws -> T {
        let isFree = held.withLockedValue { held in
            guard let hold = held[name] else {
                held[name] = Hold(key: caller.key, count: 1)
                return true
            }
            guard hold.key == caller.key else { return false }
            held[name]?.count += 1
            return true
        }
        guard isFree else { throw APIError.noConversation(name) }
        defer {
            held.withLockedValue { held in
                held[name]?.count -= 1
                if held[name]?.count == 0 { held[name] = nil }
            }
        }
        return try await work()
    }
}
