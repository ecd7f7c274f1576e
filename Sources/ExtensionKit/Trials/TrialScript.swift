import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers

/// The answers of a scripted model, handed out in order.
final class TrialScript: Sendable {
    private let replies: NIOLockedValueBox<[ScriptedReply]>

    init(_ replies: [ScriptedReply]) { self.replies = NIOLockedValueBox(replies.reversed()) }

    /// How many were not asked for.
    var left: Int { replies.withLockedValue { $0.count } }

    /// - Throws: `ModelError` when there is none left.
    func next() throws -> ScriptedReply {
        guard let reply = replies.withLockedValue({ $0.popLast() }) else {
            throw ModelError(
                .unsupported, "the test has no reply left for this call: add one under replies:")
        }
        return reply
    }
}
