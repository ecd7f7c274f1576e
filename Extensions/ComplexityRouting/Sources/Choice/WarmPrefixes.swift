package import AgentRuntime
package import LanguageModels

/// What providers may still have of one conversation in their prompt caches: a prefix for each model that answered
/// lately.
///
/// A provider keeps a prefix for about five minutes after it was last read, whoever else is asked meanwhile. So a model
/// that is left for one message is not cold when the next one goes back to it.
package struct WarmPrefixes: Sendable, Hashable {
    private struct Prefix: Sendable, Hashable {
        var tokens: Int
        var readAt: Timestamp
    }

    /// How long a prefix is kept, in microseconds.
    private static let life: Int64 = 300_000_000
    /// Models that are remembered; there are as many as a conversation was answered by within `life`.
    private static let capacity = 16
    private var prefixes: [ModelID: Prefix] = [:]

    /// Nothing is warm.
    package init() {}

    /// Notes that a model has read a prompt of so many tokens.
    package mutating func note(_ model: ModelID, tokens: Int, at now: Timestamp) {
        if prefixes.count >= Self.capacity, prefixes[model] == nil {
            prefixes = prefixes.filter { isWarm($0.value, at: now) }
            if prefixes.count >= Self.capacity { prefixes.removeAll() }
        }
        prefixes[model] = Prefix(tokens: tokens, readAt: now)
    }

    /// Tokens that the model's provider need not read anew; 0 when its cache is cold.
    package func tokens(of model: ModelID, at now: Timestamp) -> Int {
        prefixes[model].map { isWarm($0, at: now) ? $0.tokens : 0 } ?? 0
    }

    private func isWarm(_ prefix: Prefix, at now: Timestamp) -> Bool {
        now.microseconds - prefix.readAt.microseconds < Self.life
    }
}
