import ExactJSON
import LanguageModels

/// Turns chat completion replies, streamed or whole, into events and a response.
///
/// A whole reply is read as a stream of one chunk, so that both share every rule.
struct OpenAIStreamDecoder: ReplyDecoder {
    private let errors: ProviderErrors
    private var assembly = ResponseAssembly()
    private var splitter = ThinkTagSplitter()
    private var toolCalls: OpenAIToolCalls
    private var details = OpenAIReasoningDetails()
    private var id: String?
    private var servedModel: String?
    private var hasStarted = false
    private var hasReasoningField = false
    private var hasRefused = false
    private var isDone = false
    private var finishReason: FinishReason?
    /// The usage object seen last, to report it only when it changed.
    private var lastUsage: UsageReport?

    /// - Parameter salt: mixed into the ids made for tool calls that come without.
    init(errors: ProviderErrors, salt: UInt64 = 0) {
        self.errors = errors
        toolCalls = OpenAIToolCalls(salt: salt)
    }

    mutating func take(
        _ data: ArraySlice<UInt8>, type: String, into events: inout [ModelEvent]
    ) throws(ModelError) {
        guard !isDone, !data.isEmpty else { return }
        if data.count <= 8, data.starts(with: "[DONE]".utf8) {
            isDone = true
            return
        }
        if hasStarted, id != nil, servedModel != nil, type == "message", let delta = OpenAIDelta(data) {
            return take(delta, &events)
        }
        let chunk: JSONValue
        do throws(JSONSyntaxError) {
            chunk = try JSONValue(parsing: data)
        } catch {
            throw errors.malformed("an event that is no JSON", shown: data)
        }
        if type == "error", chunk["error"] == nil { throw errors.reported(chunk) }
        try take(chunk, into: &events)
    }

    mutating func takeWhole(_ body: [UInt8], into events: inout [ModelEvent]) throws(ModelError) {
        let reply: JSONValue
        do throws(JSONSyntaxError) {
            reply = try JSONValue(parsing: body)
        } catch {
            throw errors.malformed("a reply that is no JSON", shown: body)
        }
        guard reply["choices"]?.arrayValue != nil || reply["error"] != nil else {
            throw errors.malformed("a reply without choices", shown: body)
        }
        try take(reply, into: &events)
    }

    var isComplete: Bool { isDone && finishReason != nil }

    mutating func finish(into events: inout [ModelEvent]) throws(ModelError) -> ModelResponse {
        for piece in splitter.finish() { report(piece, &events) }
        guard let reason = finishReason else {
            throw errors.truncated(
                isDone ? "it ended without a finish reason" : "the stream ended before the answer did")
        }
        toolCalls.finish()
        if !hasStarted { start(&events) }
        if let text = details.text { assembly.seal(text) }
        let finish: FinishReason =
            switch reason {
            case .stop where hasRefused: .refusal
            case .stop where !toolCalls.isEmpty: .toolCalls
            default: reason
            }
        return ModelResponse(
            id: id, message: assembly.message, finishReason: finish, usage: lastUsage ?? .missing,
            servedModel: servedModel)
    }

    private mutating func take(_ delta: OpenAIDelta, _ events: inout [ModelEvent]) {
        switch delta {
        case .text(let text): take(text: text, &events)
        case .reasoning(let text): take(reasoning: text, &events)
        case .nothing: break
        }
    }

    private mutating func take(_ chunk: JSONValue, into events: inout [ModelEvent]) throws(ModelError) {
        guard case .object(let members) = chunk else { throw errors.malformed("an event that is no object") }
        // One pass: looking each of a dozen members up would cost more than the parsing.
        var choices: [JSONValue] = []
        var mayHoldUsage = false
        for member in members {
            switch member.key {
            case "id": if id == nil, case .string(let text) = member.value, !text.isEmpty { id = text }
            case "model":
                if servedModel == nil, case .string(let text) = member.value, !text.isEmpty { servedModel = text }
            case "choices": if case .array(let elements) = member.value { choices = elements }
            case "error":
                if !member.value.isNull { throw errors.reported(chunk) }
            case "usage", "x_groq", "timings", "eval_count", "usageMetadata":
                if !member.value.isNull { mayHoldUsage = true }
            default: break
            }
        }
        if !hasStarted, id != nil || servedModel != nil { start(&events) }
        for choice in choices where (choice["index"]?.intValue ?? 0) == 0 { try take(choice: choice, &events) }
        if mayHoldUsage, let report = OpenAIUsage.report(in: chunk), report != lastUsage {
            lastUsage = report
            if !hasStarted { start(&events) }
            emit(.usage(report), &events)
        }
    }

    private mutating func take(choice: JSONValue, _ events: inout [ModelEvent]) throws(ModelError) {
        guard case .object(let members) = choice else { return }
        var reason: String?
        for member in members {
            switch member.key {
            case "delta", "message": if case .object(let delta) = member.value { take(delta: delta, &events) }
            case "finish_reason": reason = member.value.stringValue
            case "error": if !member.value.isNull { throw errors.reported(choice) }
            default: break
            }
        }
        guard let reason, !reason.isEmpty else { return }
        switch OpenAIFinish(reason) {
        case .end(let reason): finishReason = reason
        case .failure(.truncated): throw errors.truncated("the provider ended it with “\(reason)”")
        case .failure(let code):
            var error = errors.truncated("the provider ended it with “\(reason)”")
            error.code = code
            throw error
        }
    }

    private mutating func take(delta: JSONObject, _ events: inout [ModelEvent]) {
        // Reasoning comes before the answer, also where a whole message has its members the other way round.
        takeReasoning(delta, &events)
        for member in delta {
            switch (member.key, member.value) {
            case (_, .null): break
            case ("content", .string(let text)): take(text: text, &events)
            case ("content", .array(let parts)): for part in parts { take(part: part, &events) }
            case ("refusal", .string(let text)):
                if !text.isEmpty {
                    hasRefused = true
                    report(.text(text), &events)
                }
            case ("tool_calls", .array(let fragments)): for fragment in fragments { take(call: fragment, &events) }
            case ("function_call", .object): take(call: member.value, &events)
            default: break
            }
        }
    }

    /// Takes the reasoning of a delta: of several members that repeat it, the first counts.
    private mutating func takeReasoning(_ delta: JSONObject, _ events: inout [ModelEvent]) {
        var text = ""
        var fromDetails = ""
        for member in delta {
            switch (member.key, member.value) {
            case ("reasoning_content", .string(let more)), ("reasoning", .string(let more)),
                ("thinking", .string(let more)):
                if text.isEmpty { text = more }
            case ("reasoning_details", .array(let elements)): fromDetails = details.take(elements)
            default: break
            }
        }
        take(reasoning: text.isEmpty ? fromDetails : text, &events)
    }

    private mutating func take(text: String, _ events: inout [ModelEvent]) {
        guard !text.isEmpty else { return }
        // A provider that parts the reasoning itself writes tags only as words of the answer.
        if hasReasoningField || splitter.isAnswering { return report(.text(text), &events) }
        for piece in splitter.take(text) { report(piece, &events) }
    }

    private mutating func take(part: JSONValue, _ events: inout [ModelEvent]) {
        switch part["type"]?.stringValue {
        case "thinking", "reasoning":
            // Mistral: {"type": "thinking", "thinking": [{"type": "text", "text": …}]}
            let pieces = part["thinking"]?.arrayValue ?? [part]
            for piece in pieces {
                take(reasoning: piece["text"]?.stringValue ?? piece["thinking"]?.stringValue ?? "", &events)
            }
        case "refusal":
            hasRefused = true
            report(.text(part["refusal"]?.stringValue ?? ""), &events)
        default: take(text: part["text"]?.stringValue ?? "", &events)
        }
    }

    private mutating func take(reasoning text: String, _ events: inout [ModelEvent]) {
        guard !text.isEmpty else { return }
        if !hasReasoningField {
            hasReasoningField = true
            for piece in splitter.finish() { report(piece, &events) }
        }
        report(.reasoning(text), &events)
    }

    private mutating func take(call fragment: JSONValue, _ events: inout [ModelEvent]) {
        if !hasStarted { start(&events) }
        let first = events.count
        toolCalls.take(fragment, into: &events)
        for event in events[first...] { assembly.add(event) }
    }

    private mutating func report(_ piece: ThinkTagSplitter.Piece, _ events: inout [ModelEvent]) {
        if !hasStarted { start(&events) }
        switch piece {
        case .text(let text): if !text.isEmpty { emit(.textDelta(text), &events) }
        case .reasoning(let text): if !text.isEmpty { emit(.reasoningDelta(text), &events) }
        }
    }

    private mutating func start(_ events: inout [ModelEvent]) {
        hasStarted = true
        emit(.started(id: id, servedModel: servedModel), &events)
    }

    private mutating func emit(_ event: ModelEvent, _ events: inout [ModelEvent]) {
        assembly.add(event)
        events.append(event)
    }
}
