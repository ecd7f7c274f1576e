import AgentRuntime
import ExactJSON
import LanguageModels

/// `GET /v1/decisions` and `GET /v1/decisions/ID`: which model was chosen, and why.
struct DecisionsEndpoint: Sendable {
    let api: API

    /// How many are listed, how far back is looked for them, and through how many entries.
    private static let most = 200
    private static let lookBack = Duration.seconds(7 * 86_400)
    private static let deepest = 2000

    func list(_ exchange: Exchange) async throws -> Reply? {
        let conversation = exchange.query["conversation_id"].map { ConversationID($0) }
        let limit = try exchange.query.number("limit", 1...Self.most) ?? 50
        let now = api.clock.now
        let entries = try await api.latestEntries(
            Self.deepest, since: now - Self.lookBack, until: now + .seconds(1), in: conversation, for: exchange.caller)
        var seen: Set<DecisionID> = []
        var found: [JSONValue] = []
        for attempt in entries.reversed() {
            guard found.count < limit else { break }
            guard let id = attempt.start.decision, seen.insert(id).inserted,
                let decision = try await api.runtime.services.ledger.decision(id)
            else { continue }
            found.append(decision.json)
        }
        return Reply(json: ["object": "list", "data": .array(found)])
    }

    func show(_ exchange: Exchange) async throws -> Reply? {
        let id = DecisionID(exchange.arguments[0])
        guard let decision = try await api.runtime.services.ledger.decision(id),
            try await maySee(decision, exchange.caller)
        else { throw APIError.notFound("There is no decision \(id.text.prefix(64)).", code: "no_such_decision") }
        return Reply(json: decision.json)
    }

    private func maySee(_ decision: DecisionRecord, _ caller: Caller) async throws -> Bool {
        if caller.role == .admin { return true }
        let attempts = try await api.runtime.services.ledger.attempts(SpendFilter(turn: decision.turn), limit: 1)
        return attempts.first.map { $0.start.key == caller.key } ?? false
    }
}

extension DecisionRecord {
    /// The decision on the wire.
    var json: JSONValue {
        [
            "object": "decision", "id": .string(id.text), "conversation_id": .string(conversation.text),
            "turn_id": .string(turn.text), "created_at": JSONValue(Int(decidedAt.microseconds / 1_000_000)),
            "model": .string(chosen.description), "tier": tier.map { .string($0) } ?? .null,
            "summary": .string(summary), "detail": detail,
        ]
    }
}
