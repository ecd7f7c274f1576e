import AgentRuntime
import Composition

extension ReplSession {
    /// Writes what the person thinks of the last answer.
    func judge(isGood: Bool) async throws {
        guard let verdict = try await conversation.judgeLatest(mark: isGood ? 1_000 : 0) else {
            return try say("Nothing was answered yet.")
        }
        let learns =
            composed.router != nil && verdict.decision != nil
            ? "Routing learns from it." : "It counts in `farthing route metrics`."
        try say("\(isGood ? "Good" : "Bad"): noted for \(verdict.model). \(learns)")
    }
}
