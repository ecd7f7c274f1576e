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
        var origin = StreamOrigin()
        var usage = UsageReport.missing
        var hasBegun = false
        var open: Block?
        var index = -1
    }

    private let sink: ResponseSink
    private let metrics: Metrics
    private let fallbackID: String
    private let head: HTTPFields
    private let state = NIOLockedValueBox(State())

    init(sink: ResponseSink, metrics: Metrics, id: String, head: HTTPFields) {
        self.sink = sink
        self.metrics = metrics
        fallbackID = id
        self.head = head
    }

    func note(_ event: DirectEvent) async throws {
        metrics.note(event)
        state.withLockedValue { $0.origin.note(event) }
        if case .model(let event) = event { try await write(event) }
    }

    private func write(_ event: ModelEvent) async throws {
        switch event {
        case .started: break
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
    ///
    /// - Parameter trailers: header fields that are known only now.
    func finish(_ response: ModelResponse, cost: CallCost, trailers: HTTPFields) async throws {
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
        try await sink.write(bytes, beginningWith: head)
        try await sink.finish(trailers: trailers)
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
        try await sink.write(bytes, beginningWith: head)
    }

    private func begin(_ state: inout State) -> (HTTPFields?, [UInt8]) {
        guard !state.hasBegun else { return (nil, []) }
        state.hasBegun = true
        let message: JSONValue = [
            "id": .string(state.origin.id(or: fallbackID)), "type": "message", "role": "assistant",
            "model": .string(state.origin.model), "content": [], "stop_reason": nil, "stop_sequence": nil,
            "usage": AnthropicText.usage(state.usage, cost: nil),
        ]
        return (
            state.origin.completed(head),
            event("message_start", ["type": "message_start", "message": message])
        )
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
