import AgentRuntime
import ExactJSON
import HTTPTypes
import LanguageModels
import Money

/// `POST /v1/chat/completions`.
struct ChatCompletions: Sendable {
    let api: API

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let conversation = try exchange.conversation()
        let chat = try ChatRequest(try await exchange.object(), ownsMessages: conversation != nil)
        let selection = try ModelSelection(chat.model, menu: api.menu, caller: exchange.caller)
        var request = chat.request
        request.model = selection.model
        let direct = DirectRequest(
            request, choice: selection.choice, fallbacks: selection.fallbacks, tier: selection.tier,
            conversation: conversation, spender: exchange.spender)
        return try await api.ask(exchange, in: conversation) {
            if chat.request.stream {
                try await stream(direct, chat, exchange)
                return nil
            }
            return try await whole(direct, chat, exchange)
        }
    }

    private func whole(_ direct: DirectRequest, _ chat: ChatRequest, _ exchange: Exchange) async throws -> Reply {
        let answers = try await answers(direct, count: chat.answers)
        guard let first = answers.first else { throw CancellationError() }
        let attempts = answers.flatMap(\.attempts)
        let cost = CallCost(attempts)
        let text = ChatCompletionText(
            id: first.response.id ?? "chatcmpl-\(first.turn)", created: api.clock.now.microseconds / 1_000_000,
            model: first.response.servedModel ?? first.route.model.name)
        var headers = await api.costHeaders(cost, of: exchange, first.conversation)
        first.route.write(to: &headers, answeredBy: first.attempts.last)
        exchange.note.tell(first.route, cost, attempts)
        return Reply(
            headers: headers, type: "application/json", body: text.whole(answers.map(\.response), cost: cost))
    }

    private func answers(_ direct: DirectRequest, count: Int) async throws -> [DirectAnswer] {
        guard count > 1 else { return [try await api.runtime.answer(direct, onEvent: api.metrics.note)] }
        let other = try await api.runtime.withHistory(direct)
        return try await withThrowingTaskGroup(of: (Int, DirectAnswer).self) { group in
            for index in 0..<count {
                group.addTask { (index, try await choice(index, direct, other, api.metrics.note)) }
            }
            var answers: [(Int, DirectAnswer)] = []
            for try await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Asks for one of several answers. A conversation goes on with the first; the others are asked the same beside it.
    private func choice(
        _ index: Int, _ first: DirectRequest, _ other: DirectRequest, _ onEvent: @escaping DirectEventSink
    ) async throws -> DirectAnswer {
        try await api.runtime.answer(index == 0 ? first : other, joinsHistory: index == 0, onEvent: onEvent)
    }

    private func stream(_ direct: DirectRequest, _ chat: ChatRequest, _ exchange: Exchange) async throws {
        let stream = ChatStream(
            sink: exchange.sink, metrics: api.metrics, id: "chatcmpl-\(exchange.id)",
            created: api.clock.now.microseconds / 1_000_000,
            head: await api.streamHeaders(of: exchange, direct.conversation))
        var answers: [DirectAnswer] = []
        do {
            let other = try await chat.answers > 1 ? api.runtime.withHistory(direct) : direct
            for index in 0..<chat.answers {
                let answer = try await choice(index, direct, other, stream.note)
                try await stream.end(answer.response.finishReason)
                answers.append(answer)
            }
        } catch {
            return try await exchange.breakOff(with: error, \.json)
        }
        guard let first = answers.first else { throw CancellationError() }
        let attempts = answers.flatMap(\.attempts)
        let cost = CallCost(attempts)
        exchange.note.tell(first.route, cost, attempts)
        try await stream.finish(
            answers.map(\.response.usage), cost: cost, includesUsage: chat.includesUsage,
            trailers: await api.costHeaders(cost, of: exchange, first.conversation))
    }
}

extension LogNote {
    /// Adds what a call is logged with.
    func tell(_ route: Route, _ cost: CallCost, _ attempts: [AttemptRecord]) {
        add("model", (attempts.last?.start.model ?? route.model).description)
        if let cost = cost.cost { add("cost_usd", cost.description) }
    }
}
