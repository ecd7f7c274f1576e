import AgentRuntime
import ExactJSON
import LanguageModels
import Money
import NIOConcurrencyHelpers
import NIOCore

/// `/v1/conversations`: the agent itself, with its prompt and tools.
struct ConversationsEndpoint: Sendable {
    let api: API

    func create(_ exchange: Exchange) async throws -> Reply? {
        try api.limiter.admit(exchange.caller)
        let body = try await exchange.body()
        if body.readableBytes > 0 {
            guard (try? JSONValue(parsing: body.readableBytesView))?.objectValue != nil else {  // says so below
                throw APIError.invalid(nil, "The body must be a JSON object, or empty.", code: "invalid_json")
            }
        }
        let conversation = try await api.runtime.newConversation(tags: exchange.caller.tags)
        api.live.add(conversation)
        return Reply(
            status: 201,
            json: [
                "object": "conversation", "id": .string(conversation.id.text),
                "created_at": JSONValue(Int(conversation.record.startedAt.microseconds / 1_000_000)),
            ])
    }

    func list(_ exchange: Exchange) async throws -> Reply? {
        let limit = try exchange.query.number("limit", 1...1000) ?? 50
        let caller = exchange.caller
        // A user's own may lie behind many of others.
        let found = try await api.runtime.services.ledger.conversations(limit: caller.role == .admin ? limit : 10_000)
        let own = found.filter { caller.owns($0.record.tags) }.prefix(limit)
        return Reply(json: ["object": "list", "data": .array(own.map { summary($0) })])
    }

    func show(_ exchange: Exchange) async throws -> Reply? {
        let id = ConversationID(exchange.arguments[0])
        guard let stored = try await api.runtime.services.ledger.conversation(id) else {
            guard let live = api.live[id], exchange.caller.owns(live.conversation.record.tags) else {
                throw APIError.noConversation(id)
            }
            return Reply(json: [
                "object": "conversation", "id": .string(id.text), "turns": [], "messages": [], "calls": [],
            ])
        }
        guard exchange.caller.owns(stored.record.tags) else { throw APIError.noConversation(id) }
        let attempts = try await api.runtime.services.ledger.attempts(SpendFilter(conversation: id), limit: 1000)
        return Reply(
            json: [
                "object": "conversation", "id": .string(id.text),
                "created_at": JSONValue(Int(stored.record.startedAt.microseconds / 1_000_000)),
                "title": stored.record.title.map { .string($0) } ?? .null,
                "is_running": .bool(api.live[id]?.conversation.isRunning ?? false),
                "turns": .array(stored.turns.map(\.json)), "messages": .array(stored.messages.map(\.json)),
                "calls": .array(attempts.map { EntryExport($0).json }),
            ])
    }

    func delete(_ exchange: Exchange) async throws -> Reply? {
        let id = ConversationID(exchange.arguments[0])
        let stored = try await api.runtime.services.ledger.conversation(id)
        guard let tags = stored?.record.tags ?? api.live[id]?.conversation.record.tags, exchange.caller.owns(tags)
        else {
            throw APIError.noConversation(id)
        }
        guard api.live[id]?.conversation.isRunning != true else {
            throw APIError(
                409, "invalid_request_error", "The conversation is answering: cancel it first.", code: "busy")
        }
        api.live.remove(id)
        if stored != nil { try await api.runtime.services.ledger.delete(id) }
        return .empty
    }

    /// `POST …/messages`: answers as server-sent events. The turn goes on when its listener goes away, and
    /// `GET …/events` with `Last-Event-ID` takes it up again; `POST …/cancel` ends it.
    func send(_ exchange: Exchange) async throws -> Reply? {
        let id = ConversationID(exchange.arguments[0])
        try api.limiter.admit(exchange.caller)
        let conversation = try await conversation(id, exchange.caller)
        let body = try await exchange.object()
        guard let text = body["content"]?.stringValue, !text.allSatisfy(\.isWhitespace) else {
            throw APIError.invalid("content", "`content` must be a text.")
        }
        if let model = body["model"], model.stringValue == nil {
            throw APIError.invalid("model", "`model` must be a text, got \(model.text.prefix(40)).")
        }
        // The agent's own model is no way around the models that a key is held to.
        let isHeld = conversation.chosenModel == nil && !exchange.caller.mayLeaveChoice
        if let name = body["model"]?.stringValue ?? (isHeld ? "auto" : nil) {
            let selection = try ModelSelection(name, menu: api.menu, caller: exchange.caller)
            conversation.chosenModel = selection.choice == .automatic ? nil : selection.model
        }
        let feed = TurnFeed()
        guard !conversation.isRunning, api.live.begin(id, feed) else {
            throw APIError(409, "invalid_request_error", "The conversation is still answering.", code: "busy")
        }
        let writer = TurnEvents(feed: feed, metrics: api.metrics, conversation: id)
        let spender = exchange.spender
        // Unstructured: the turn outlives its first listener, so that it can be taken up again; ended at shutdown.
        let turn = Task {
            do {
                writer.finished(try await conversation.send(text, spender: spender, onEvent: writer.note))
            } catch {
                writer.failed(APIError(error))
            }
            feed.end()
        }
        api.live.begun(id, feed, turn)
        try await follow(feed, after: 0, exchange)
        return nil
    }

    /// `GET …/events`: the latest turn's events after `Last-Event-ID`.
    func resume(_ exchange: Exchange) async throws -> Reply? {
        let id = ConversationID(exchange.arguments[0])
        _ = try await conversation(id, exchange.caller)
        guard let feed = api.live[id]?.feed else {
            throw APIError.notFound("No turn of this conversation is running here.", code: "no_turn")
        }
        var after = 0
        if let text = exchange.lastEventID {
            guard let number = feed.number(of: text) else { throw APIError.lastEventID }
            after = number
        }
        try await follow(feed, after: after, exchange)
        return nil
    }

    func cancel(_ exchange: Exchange) async throws -> Reply? {
        let id = ConversationID(exchange.arguments[0])
        _ = try await conversation(id, exchange.caller)
        if let turn = api.live[id]?.turn {
            turn.cancel()
            await turn.value
        }
        return .empty
    }

    private func follow(_ feed: TurnFeed, after: Int, _ exchange: Exchange) async throws {
        let (api, sink) = (api, exchange.sink)
        try await exchange.sendEvents(api.keyWatch) {
            var last = after
            while true {
                // A line now and then keeps proxies from taking a slow model's silence for the end.
                let sign = api.clock.alarm(after: EventStream.heartbeatPause) { feed.nudge() }
                let (events, isOver) = await feed.events(after: last)
                sign.cancel()
                try Task.checkCancellation()
                guard let first = events.first, let newest = events.last else {
                    if isOver { break }
                    try await sink.write(EventStream.heartbeat)
                    continue
                }
                var bytes = events.flatMap(\.bytes)
                if first.number > last + 1 {
                    let gap: JSONValue = ["from": JSONValue(last + 1), "to": JSONValue(first.number - 1)]
                    bytes = EventStream.event("missed", data: gap.utf8) + bytes
                }
                last = newest.number
                try await sink.write(bytes)
            }
        }
    }

    private func conversation(_ id: ConversationID, _ caller: Caller) async throws -> Conversation {
        if let live = api.live[id] {
            guard caller.owns(live.conversation.record.tags) else { throw APIError.noConversation(id) }
            return live.conversation
        }
        guard let stored = try await api.runtime.services.ledger.conversation(id), caller.owns(stored.record.tags)
        else {
            throw APIError.noConversation(id)
        }
        return api.live.add(try await api.runtime.resumeConversation(id))
    }

    private func summary(_ summary: ConversationSummary) -> JSONValue {
        [
            "object": "conversation", "id": .string(summary.record.id.text),
            "title": .string(summary.record.title ?? summary.opening),
            "created_at": JSONValue(Int(summary.record.startedAt.microseconds / 1_000_000)),
            "updated_at": JSONValue(Int(summary.updatedAt.microseconds / 1_000_000)), "turns": JSONValue(summary.turns),
            "cost_usd": .string(summary.cost.description), "is_interrupted": .bool(summary.isInterrupted),
            "is_running": .bool(api.live[summary.record.id]?.conversation.isRunning ?? false),
        ]
    }
}

extension StoredConversation.Turn {
    fileprivate var json: JSONValue {
        [
            "id": .string(record.id.text), "depth": JSONValue(record.depth),
            "started_at": .string(record.startedAt.preciseText),
            "outcome": end.map { .string($0.outcome.rawValue) } ?? .null,
            "ended_at": end.map { .string($0.endedAt.preciseText) } ?? .null,
            "iterations": end.map { JSONValue($0.iterations) } ?? .null, "is_undone": .bool(isUndone),
        ]
    }
}

extension MessageRecord {
    fileprivate var json: JSONValue {
        [
            "id": .string(id.text), "turn_id": .string(turn.text), "role": .string(message.role.rawValue),
            "origin": .string(origin.rawValue), "created_at": .string(addedAt.preciseText),
            "content": .string(message.text),
            "tool_calls": .array(
                message.toolCalls.map {
                    ["id": .string($0.id), "name": .string($0.name), "arguments": .string($0.arguments)]
                }),
            "tool_results": .array(
                message.toolResults.map {
                    [
                        "id": .string($0.callID), "name": .string($0.name), "text": .string($0.text),
                        "is_error": .bool($0.isError),
                    ]
                }),
        ]
    }
}
