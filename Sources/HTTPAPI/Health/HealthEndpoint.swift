import AgentRuntime
import ExactJSON

/// `GET /healthz`: the process lives. `GET /readyz`: it can answer, its ledger included.
struct HealthEndpoint: Sendable {
    let api: API

    func live(_ exchange: Exchange) async throws -> Reply? { Reply(json: ["status": "ok"]) }

    func ready(_ exchange: Exchange) async throws -> Reply? {
        guard !api.isStopping else { return Reply(status: 503, json: ["status": "stopping"]) }
        do {
            _ = try await api.runtime.services.ledger.conversations(limit: 1)
            return Reply(json: ["status": "ok"])
        } catch {
            return Reply(status: 503, json: ["status": "the ledger cannot be read"])
        }
    }
}
