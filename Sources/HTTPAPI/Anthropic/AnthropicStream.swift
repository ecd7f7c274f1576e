import AgentRuntime
import ExactJSON
import HTTPTypes
import LanguageModels
import NIOConcurrencyHelpers

/// One streamed message in Anthropic's events on its way to the client. Nothing is sent before the first piece of the
/// answer, so that an error up to there keeps its status.
final class AnthropicStream: Sendable {
    private enum Block: Hashable { case text, thinking, tool(Int) }

    private struct State {
        var route: Route?
        var providerID: String?
        var servedModel: String?
        var usage = UsageReport.missing
        var hasBegun = false
        var open: Block?
        var index = -1
    }

    private let sink: ResponseSink
    private let metrics: Metrics
    private let fallbackID: String
    private let state = NIOLockedValueBox(State())

    init(sink: ResponseSink, metrics: Metrics, id: String) {
        self.sink = sink
        self.metrics = metrics
        fallbackID = id
    }

    func note(_ event: DirectEvent) async throws {
        switch event {
        case .routed(let route): state.withLockedValue { $0.route = route }
        case .run(.fallingBack(_, let model)): state.withLockedValue { $0.route?.model = model }
        case .run: metrics.note(event)
        case .model(let event): try await note(event)
        }
    }

    private func note(_ event: ModelEvent) async throws {
        switch event {
        case .started(let id, let model):
            state.withLockedValue { state in
                state.providerID = id ?? state.providerID
                state.servedModel = model ?? state.servedModel
            }
        case .usage(let report): state.withLockedValue { $0.usage = report }
        case .textDelta(let piece):
            try await send(
                .text, ["type": "text", "text": ""], delta: ["type": "text_delta", "text": .string(piece)])
        case .reasoningDelta(let piece):
            try await send(
                .thinking, ["type": "thinking", "thinking": "", "signature": ""],
                delta: ["type": "thinking_delta", "thinking": .string(piece)])
        case .toolCallStarted(let index, let id, let name):
            try await send(
                .tool(index), ["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]], delta: nil)
        case .toolCallArguments(let index, let piece):
            try await send(
                .tool(index), nil, delta: ["type": "input_json_delta", "partial_json": .string(piece)])
        }
    }

    /// Ends the message.
    func finish(_ response: ModelResponse, cost: CallCost) async throws {
        let (head, start) = state.withLockedValue { begin(&$0) }
        var bytes = start + state.withLockedValue { closeBlock(&$0, response) }
        bytes += event(
            "message_delta",
            [
                "type": "message_delta",
                "delta": ["stop_reason": response.finishReason.anthropicStopReason, "stop_sequence": nil],
                "usage": AnthropicText.usage(response.usage, cost: cost),
            ])
        bytes += event("message_stop", ["type": "message_stop"])
        if let head { try await sink.begin(headers: head) }
        try await sink.write(bytes)
        try await sink.finish()
    }

    private func send(_ block: Block, _ start: JSONValue?, delta: JSONValue?) async throws {
        let (head, bytes) = state.withLockedValue { state -> (HTTPFields?, [UInt8]) in
            var (head, bytes) = begin(&state)
            if state.open != block {
                bytes += closeBlock(&state, nil)
                state.open = block
                state.index += 1
                bytes += event(
                    "content_block_start",
                    [
                        "type": "content_block_start", "index": JSONValue(state.index),
                        "content_block": start ?? ["type": "text", "text": ""],
                    ])
            }
            if let delta {
                bytes += event(
                    "content_block_delta",
                    ["type": "content_block_delta", "index": JSONValue(state.index), "delta": delta])
            }
            return (head, bytes)
        }
        if let head { try await sink.begin(headers: head) }
        try await sink.write(bytes)
    }

    private func begin(_ state: inout State) -> (HTTPFields?, [UInt8]) {
        guard !state.hasBegun else { return (nil, []) }
        state.hasBegun = true
        var head = EventStream.headers
        state.route?.write(to: &head, answeredBy: nil)
        let message: JSONValue = [
            "id": .string(state.providerID ?? fallbackID), "type": "message", "role": "assistant",
            "model": .string(state.servedModel ?? state.route?.model.name ?? ""), "content": [], "stop_reason": nil,
            "stop_sequence": nil, "usage": AnthropicText.usage(state.usage, cost: nil),
        ]
        return (head, event("message_start", ["type": "message_start", "message": message]))
    }

    private func closeBlock(_ state: inout State, _ response: ModelResponse?) -> [UInt8] {
        guard let open = state.open else { return [] }
        state.open = nil
        var bytes: [UInt8] = []
        if open == .thinking, let signature = response?.message.signature {
            bytes += event(
                "content_block_delta",
                [
                    "type": "content_block_delta", "index": JSONValue(state.index),
                    "delta": ["type": "signature_delta", "signature": .string(signature)],
                ])
        }
        return bytes + event("content_block_stop", ["type": "content_block_stop", "index": JSONValue(state.index)])
    }

    private func event(_ name: String, _ data: JSONValue) -> [UInt8] { EventStream.event(name, data: data.utf8) }
}

extension Message {
    fileprivate var signature: String? {
        content.lazy.compactMap { if case .reasoning(let reasoning) = $0 { reasoning.signature } else { nil } }.first
    }
}
