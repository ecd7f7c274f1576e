public import LanguageModels
import Money
import NIOConcurrencyHelpers

/// An embedding model for tests: its vectors say which text they are of, and it remembers what it was asked.
///
/// The vector of a text is worked out by a closure; the usual one gives texts with the same words in any order the
/// same direction, and texts without a common word mostly another one.
public final class ScriptedEmbeddingModel: EmbeddingModel {
    private struct State {
        var requests: [[String]] = []
        var failures: [ModelError]
    }

    /// The model's profile.
    public let profile: ModelProfile
    /// The model's limits.
    public let limits: EmbeddingLimits
    private let tokensPerText: Int?
    private let vector: @Sendable (String) -> [Float]
    private let state: NIOLockedValueBox<State>

    /// Makes a model.
    ///
    /// - Parameters:
    ///   - name: its name, provider/name.
    ///   - limits: how much one request may hold.
    ///   - failures: what the first requests fail with.
    ///   - tokensPerText: what each text is said to use; nil says nothing of the usage.
    ///   - vector: what a text becomes.
    public init(
        _ name: String = "scripted/embedding", limits: EmbeddingLimits = EmbeddingLimits(),
        failing failures: [ModelError] = [], tokensPerText: Int? = 3,
        vector: @escaping @Sendable (String) -> [Float] = { ScriptedEmbeddingModel.words($0, dimensions: 16) }
    ) {
        profile = ModelProfile(id: ModelID(name) ?? ModelID(provider: "scripted", name: name))
        self.limits = limits
        self.tokensPerText = tokensPerText
        self.vector = vector
        state = NIOLockedValueBox(State(failures: failures))
    }

    /// The texts of each request so far.
    public var requests: [[String]] { state.withLockedValue(\.requests) }

    /// Answers at once.
    public func embed(_ texts: [String], dimensions: Int?) async throws -> EmbeddingResponse {
        let failure = state.withLockedValue { state in
            state.requests.append(texts)
            return state.failures.isEmpty ? nil : state.failures.removeFirst()
        }
        if let failure { throw failure }
        let usage = tokensPerText.map { UsageReport(Usage(input: $0 * texts.count), source: .provider) }
        return EmbeddingResponse(
            vectors: texts.map(vector), usage: usage ?? .missing, servedModel: profile.id.name)
    }

    /// Counts words by a hash of their small letters.
    public static func words(_ text: String, dimensions: Int) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let hash = word.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }
            vector[hash % dimensions] += 1
        }
        if vector.allSatisfy({ $0 == 0 }) { vector[0] = 1 }
        return vector
    }
}
