import AgentRuntime
import ExactJSON
import HTTPTypes
import LanguageModels

/// `POST /v1/messages`, for clients that speak Anthropic's Messages API.
struct AnthropicMessages: Sendable {
    let api: API

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let read = try AnthropicRequestReader(try await exchange.object())
        let selection = try ModelSelection(read.model, menu: api.menu, caller: exchange.caller)
        var request = read.request
        request.model = selection.model
        let conversation = try exchange.conversation()
        let direct = DirectRequest(
            request, choice: selection.choice, fallbacks: selection.fallbacks, tier: selection.tier,
            conversation: conversation, spender: exchange.spender)
        return try await api.ask(exchange, in: conversation) {
            if direct.request.stream {
                try await stream(direct, exchange)
                return nil
            }
            return try await whole(direct, exchange)
        }
    }

    private func whole(_ direct: DirectRequest, _ exchange: Exchange) async throws -> Reply {
        let answer = try await api.runtime.answer(direct, onEvent: api.metrics.note)
        let cost = CallCost(answer.attempts)
        var headers = await api.costHeaders(cost, of: exchange, answer.conversation)
        answer.route.write(to: &headers, answeredBy: answer.attempts.last)
        exchange.note.tell(answer.route, cost, answer.attempts)
        return Reply(
            headers: headers,
            json: AnthropicText.whole(
                answer.response, id: answer.response.id ?? "msg_\(answer.turn)",
                model: answer.response.servedModel ?? answer.route.model.name, cost: cost))
    }

    private func stream(_ direct: DirectRequest, _ exchange: Exchange) async throws {
        let stream = AnthropicStream(
            sink: exchange.sink, metrics: api.metrics, id: "msg_\(exchange.id)",
            head: await api.streamHeaders(of: exchange, direct.conversation))
        do {
            let answer = try await api.runtime.answer(direct, onEvent: stream.note)
            let cost = CallCost(answer.attempts)
            exchange.note.tell(answer.route, cost, answer.attempts)
            try await stream.finish(
                answer.response, cost: cost,
                trailers: await api.costHeaders(cost, of: exchange, answer.conversation))
        } catch {
            try await exchange.breakOff(with: error, event: "error", \.anthropicJSON)
        }
    }
}
