package import LanguageModels
import NIOConcurrencyHelpers

/// The keys of one provider, used in turn; one that was refused or limited rests.
package final class ProviderKeyring: Sendable {
    private struct State {
        var next = 0
        /// When each key may be used again; nil is now.
        var restUntil: [ContinuousClock.Instant?]
    }

    let keys: [ProviderKey]
    private let state: NIOLockedValueBox<State>
    private let now: @Sendable () -> ContinuousClock.Instant

    /// How long a key rests that was refused.
    package static let restAfterRefusal = Duration.seconds(600)
    /// How long a key rests that was limited by a provider that does not say for how long.
    package static let restAfterLimit = Duration.seconds(30)
    /// The longest rest, whatever a provider says.
    package static let longestRest = Duration.seconds(3600)

    /// Makes a keyring; without keys for providers that want none.
    package init(
        _ keys: [ProviderKey], now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.keys = keys
        self.now = now
        state = NIOLockedValueBox(State(restUntil: Array(repeating: nil, count: keys.count)))
    }

    /// How many keys there are.
    package var count: Int { keys.count }

    /// Returns the next key that does not rest, or the one that will be rested first when all do; nil without keys.
    package func next() -> ProviderKey? {
        guard keys.count > 1 else { return keys.first }
        let now = now()
        return state.withLockedValue { state in
            for offset in 0..<keys.count {
                let index = (state.next + offset) % keys.count
                if let until = state.restUntil[index], until > now { continue }
                state.restUntil[index] = nil
                state.next = (index + 1) % keys.count
                return keys[index]
            }
            let soonest = keys.indices.min { (state.restUntil[$0] ?? now) < (state.restUntil[$1] ?? now) } ?? 0
            return keys[soonest]
        }
    }

    /// The keys, by their place, that do not rest, the next in turn first; the one that will be rested first when all
    /// do. Empty where there is no choice.
    package var usable: [Int] {
        guard keys.count > 1 else { return [] }
        let now = now()
        return state.withLockedValue { state in
            let turn = keys.indices.map { (state.next + $0) % keys.count }
            let rested = turn.filter { index in state.restUntil[index].map { $0 <= now } ?? true }
            if !rested.isEmpty { return rested }
            return [turn.min { (state.restUntil[$0] ?? now) < (state.restUntil[$1] ?? now) } ?? 0]
        }
    }

    /// Returns the key at a place; the turn passes on to the one behind it.
    package func take(_ index: Int) -> ProviderKey? {
        guard keys.indices.contains(index) else { return next() }
        state.withLockedValue { $0.next = (index + 1) % keys.count }
        return keys[index]
    }

    /// Notes how a request with the key failed: refusal and limits let it rest.
    package func note(_ error: ModelError, for key: ProviderKey) {
        let rest: Duration
        switch error.code {
        case .authentication, .permission: rest = ProviderKeyring.restAfterRefusal
        case .rateLimited:
            rest = Swift.min(error.retryAfter ?? ProviderKeyring.restAfterLimit, ProviderKeyring.longestRest)
        case .quotaExhausted: rest = ProviderKeyring.longestRest
        default: return
        }
        guard keys.count > 1, let index = keys.firstIndex(of: key) else { return }
        let until = now() + rest
        state.withLockedValue { $0.restUntil[index] = until }
    }

    /// Returns the text with every key in it replaced by `•••`.
    package func masked(_ text: String) -> String {
        var masked = text
        for key in keys where key.text.utf8.count >= 4 { masked = ProviderKeyring.replacing(key.text, in: masked) }
        return masked
    }

    private static func replacing(_ secret: String, in text: String) -> String {
        let pattern = Array(secret.utf8)
        let bytes = Array(text.utf8)
        guard bytes.count >= pattern.count else { return text }
        var output: [UInt8] = []
        var index = 0
        var isFound = false
        while index < bytes.count {
            if bytes[index] == pattern[0], bytes[index...].starts(with: pattern) {
                output.append(contentsOf: "•••".utf8)
                index += pattern.count
                isFound = true
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return isFound ? String(decoding: output, as: UTF8.self) : text
    }
}
