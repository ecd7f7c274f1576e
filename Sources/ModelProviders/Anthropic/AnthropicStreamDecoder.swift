import ExactJSON
import LanguageModels

/// Turns messages replies, streamed or whole, into events and a response.
struct AnthropicStreamDecoder: ReplyDecoder {
    private enum Block {
        case text, thinking
        /// A tool call: its position among the calls, and whether arguments came.
        case toolUse(position: Int, hasArguments: Bool)
        /// What runs or ran at the provider, or is new: shown nowhere.
        case other
    }

    private let errors: ProviderErrors
    private var assembly = ResponseAssembly()
    private var usage = AnthropicUsage()
    /// Open blocks by the provider's index; a few at a time.
    private var blocks: [Int: Block] = [:]
    private var toolCalls = 0
    private var id: String?
    private var servedModel: String?
    private var hasStarted = false
    private var isStopped = false
    private var stopReason: String?

    init(errors: ProviderErrors) {
        self.errors = errors
    }

    mutating func take(
        _ data: ArraySlice<UInt8>, type: String, into events: inout [ModelEvent]
    ) throws(ModelError) {
        guard !isStopped, !data.isEmpty, !data.starts(with: "[DONE]".utf8) else { return }
        if let delta = AnthropicDelta(data) { return take(delta, &events) }
        let event: JSONValue
        do throws(JSONSyntaxError) {
            event = try JSONValue(parsing: data)
        } catch {
            throw errors.malformed("an event that is no JSON", shown: data)
        }
        switch event["type"]?.stringValue ?? type {
        case "content_block_delta": takeDelta(event, &events)
        case "content_block_start":
            if let block = event["content_block"] { begin(block, at: index(event), isWhole: false, &events) }
        case "content_block_stop": end(at: index(event), &events)
        case "message_start":
            if let message = event["message"] { start(message, &events) }
        case "message_delta":
            if let reason = event["delta"]?["stop_reason"]?.stringValue { stopReason = reason }
            takeUsage(event["usage"], &events)
        case "message_stop": isStopped = true
        case "error": throw errors.reported(event)
        // `ping`, and events that the API adds: it says that unknown ones are to be passed over.
        default: if let error = event["error"], !error.isNull { throw errors.reported(event) }
        }
    }

    mutating func takeWhole(_ body: [UInt8], into events: inout [ModelEvent]) throws(ModelError) {
        let message: JSONValue
        do throws(JSONSyntaxError) {
            message = try JSONValue(parsing: body)
        } catch {
            throw errors.malformed("a reply that is no JSON", shown: body)
        }
        if message["type"]?.stringValue == "error" || message["error"]?.objectValue != nil {
            throw errors.reported(message)
        }
        guard let content = message["content"]?.arrayValue else {
            throw errors.malformed("a reply without content", shown: body)
        }
        start(message, &events)
        for (index, block) in content.enumerated() {
            begin(block, at: index, isWhole: true, &events)
            end(at: index, &events)
        }
        stopReason = message["stop_reason"]?.stringValue
        isStopped = true
        takeUsage(message["usage"], &events)
    }

    var isComplete: Bool { isStopped && stopReason != nil }

    mutating func finish(into events: inout [ModelEvent]) throws(ModelError) -> ModelResponse {
        guard let stopReason else {
            throw errors.truncated(
                isStopped ? "it ended without a stop reason" : "the stream ended before the answer did")
        }
        for index in blocks.keys.sorted() { end(at: index, &events) }
        if !hasStarted { start([:], &events) }
        var reason = AnthropicStreamDecoder.finish(stopReason)
        if reason == .stop, toolCalls > 0 { reason = .toolCalls }
        return ModelResponse(
            id: id, message: assembly.message, finishReason: reason, usage: usage.report, servedModel: servedModel)
    }

    private static func finish(_ reason: String) -> FinishReason {
        switch reason {
        case "end_turn", "stop_sequence", "stop": .stop
        case "max_tokens", "model_context_window_exceeded": .length
        case "tool_use": .toolCalls
        case "refusal": .refusal
        case "pause_turn": .pause
        default: .other(reason)
        }
    }

    private func index(_ event: JSONValue) -> Int { event["index"]?.intValue ?? 0 }

    private mutating func start(_ message: JSONValue, _ events: inout [ModelEvent]) {
        id = message["id"]?.stringValue ?? id
        servedModel = message["model"]?.stringValue ?? servedModel
        if !hasStarted {
            hasStarted = true
            emit(.started(id: id, servedModel: servedModel), &events)
        }
        // A whole reply's usage comes last, as in a stream.
        if message["content"]?.arrayValue?.isEmpty ?? true { takeUsage(message["usage"], &events) }
    }

    private mutating func takeUsage(_ value: JSONValue?, _ events: inout [ModelEvent]) {
        if usage.take(value) { emit(.usage(usage.report), &events) }
    }

    private mutating func begin(_ block: JSONValue, at index: Int, isWhole: Bool, _ events: inout [ModelEvent]) {
        // Far more than any reply has: past it, blocks are not followed.
        guard blocks.count < 4096 else { return }
        switch block["type"]?.stringValue {
        case "text":
            blocks[index] = .text
            text(block["text"]?.stringValue ?? "", &events)
        case "thinking":
            blocks[index] = .thinking
            assembly.beginReasoning()
            thinking(block["thinking"]?.stringValue ?? "", &events)
            if let signature = block["signature"]?.stringValue, !signature.isEmpty { assembly.sign(signature) }
        case "redacted_thinking":
            blocks[index] = .other
            assembly.addSealed(block["data"]?.stringValue ?? "")
        case "tool_use":
            let position = toolCalls
            toolCalls += 1
            let id = block["id"]?.stringValue ?? "call_\(position)"
            emit(.toolCallStarted(index: position, id: id, name: block["name"]?.stringValue ?? ""), &events)
            // The stream opens a call with `{}` and sends the arguments after it.
            var hasArguments = false
            if let input = block["input"], isWhole || !(input.objectValue?.isEmpty ?? true) {
                hasArguments = true
                emit(.toolCallArguments(index: position, delta: input.text), &events)
            }
            blocks[index] = .toolUse(position: position, hasArguments: hasArguments)
        default: blocks[index] = .other
        }
    }

    private mutating func take(_ delta: AnthropicDelta, _ events: inout [ModelEvent]) {
        switch delta.kind {
        case .text: text(delta.text, &events)
        case .thinking: thinking(delta.text, &events)
        case .arguments: arguments(delta.text, at: delta.index, &events)
        }
    }

    private mutating func arguments(_ part: String, at index: Int, _ events: inout [ModelEvent]) {
        guard !part.isEmpty, case .toolUse(let position, _) = blocks[index] else { return }
        blocks[index] = .toolUse(position: position, hasArguments: true)
        emit(.toolCallArguments(index: position, delta: part), &events)
    }

    private mutating func takeDelta(_ event: JSONValue, _ events: inout [ModelEvent]) {
        guard let delta = event["delta"] else { return }
        let index = index(event)
        switch delta["type"]?.stringValue {
        case "text_delta": text(delta["text"]?.stringValue ?? "", &events)
        case "thinking_delta": thinking(delta["thinking"]?.stringValue ?? "", &events)
        case "signature_delta": if let signature = delta["signature"]?.stringValue { assembly.sign(signature) }
        case "input_json_delta":
            arguments(delta["partial_json"]?.stringValue ?? "", at: index, &events)
        default: break
        }
    }

    private mutating func end(at index: Int, _ events: inout [ModelEvent]) {
        if case .toolUse(let position, hasArguments: false)? = blocks.removeValue(forKey: index) {
            emit(.toolCallArguments(index: position, delta: "{}"), &events)
        }
    }

    private mutating func text(_ text: String, _ events: inout [ModelEvent]) {
        if !text.isEmpty { emit(.textDelta(text), &events) }
    }

    private mutating func thinking(_ text: String, _ events: inout [ModelEvent]) {
        if !text.isEmpty { emit(.reasoningDelta(text), &events) }
    }

    private mutating func emit(_ event: ModelEvent, _ events: inout [ModelEvent]) {
        if !hasStarted {
            hasStarted = true
            emit(.started(id: id, servedModel: servedModel), &events)
        }
        assembly.add(event)
        events.append(event)
    }
}
