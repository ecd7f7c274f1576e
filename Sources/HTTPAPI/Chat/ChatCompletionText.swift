import AgentRuntime
import LanguageModels
import Money

/// Writes chat completions as OpenAI does, whole and in chunks.
struct ChatCompletionText {
    let id: String
    let created: Int64
    let model: String

    /// A whole answer with one choice an answer.
    func whole(_ responses: [ModelResponse], cost: CallCost) -> [UInt8] {
        var text = JSONText(capacity: 1024)
        text.raw("{\"id\":")
        text.string(id)
        text.raw(",\"object\":\"chat.completion\",\"created\":")
        text.number(Int(created))
        text.raw(",\"model\":")
        text.string(model)
        text.raw(",\"choices\":[")
        for (index, response) in responses.enumerated() {
            if index > 0 { text.raw(",") }
            text.raw("{\"index\":")
            text.number(index)
            text.raw(",\"message\":")
            write(response, to: &text)
            text.raw(",\"logprobs\":null,\"finish_reason\":")
            text.string(response.finishReason.openAIWord)
            text.raw("}")
        }
        text.raw("],\"usage\":")
        Self.write(usage: responses.map(\.usage), cost: cost, to: &text)
        text.raw("}")
        return text.bytes
    }

    private func write(_ response: ModelResponse, to text: inout JSONText) {
        let message = response.message
        let isRefusal = response.finishReason == .refusal
        text.raw("{\"role\":\"assistant\",\"content\":")
        let words = message.text
        text.string(isRefusal || words.isEmpty && !message.toolCalls.isEmpty ? nil : words)
        text.raw(",\"refusal\":")
        text.string(isRefusal ? words : nil)
        let reasoning = message.content.reduce(into: "") { if case .reasoning(let piece) = $1 { $0 += piece.text } }
        if !reasoning.isEmpty {
            text.raw(",\"reasoning_content\":")
            text.string(reasoning)
        }
        let calls = message.toolCalls
        if !calls.isEmpty {
            text.raw(",\"tool_calls\":[")
            for (index, call) in calls.enumerated() {
                text.raw(index > 0 ? ",{\"id\":" : "{\"id\":")
                text.string(call.id)
                text.raw(",\"type\":\"function\",\"function\":{\"name\":")
                text.string(call.name)
                text.raw(",\"arguments\":")
                text.string(call.arguments)
                text.raw("}}")
            }
            text.raw("]")
        }
        text.raw("}")
    }

    /// The usage of all answers: prompt and completion as OpenAI counts them, what was ours to estimate marked so.
    static func write(usage reports: [UsageReport], cost: CallCost, to text: inout JSONText) {
        let usage = reports.reduce(into: Usage()) { $0 += $1.usage }
        text.raw("{\"prompt_tokens\":")
        text.number(usage.promptTokens)
        text.raw(",\"completion_tokens\":")
        text.number(usage.completionTokens)
        text.raw(",\"total_tokens\":")
        text.number(usage.totalTokens)
        text.raw(",\"prompt_tokens_details\":{\"cached_tokens\":")
        text.number(usage.cacheRead + usage.audioCacheRead)
        text.raw(",\"cache_write_tokens\":")
        text.number(usage.cacheWrite)
        text.raw(",\"audio_tokens\":")
        text.number(usage.audioInput)
        text.raw("},\"completion_tokens_details\":{\"reasoning_tokens\":")
        text.number(usage.reasoning)
        text.raw(",\"audio_tokens\":")
        text.number(usage.audioOutput)
        text.raw("},\"cost_usd\":")
        text.string(cost.cost?.description)
        text.raw(",\"cost_state\":")
        text.string(cost.state.rawValue)
        if reports.contains(where: { $0.source != .provider }) { text.raw(",\"estimated\":true") }
        text.raw("}")
    }

    /// A chunk whose delta says that the assistant speaks.
    func opening(choice: Int) -> [UInt8] {
        chunk(choice) { $0.raw("{\"role\":\"assistant\",\"content\":\"\"}") }
    }

    func delta(_ piece: String, choice: Int) -> [UInt8] {
        chunk(choice) { text in
            text.raw("{\"content\":")
            text.string(piece)
            text.raw("}")
        }
    }

    func reasoning(_ piece: String, choice: Int) -> [UInt8] {
        chunk(choice) { text in
            text.raw("{\"reasoning_content\":")
            text.string(piece)
            text.raw("}")
        }
    }

    func toolCall(_ index: Int, id: String, name: String, choice: Int) -> [UInt8] {
        chunk(choice) { text in
            text.raw("{\"tool_calls\":[{\"index\":")
            text.number(index)
            text.raw(",\"id\":")
            text.string(id)
            text.raw(",\"type\":\"function\",\"function\":{\"name\":")
            text.string(name)
            text.raw(",\"arguments\":\"\"}}]}")
        }
    }

    func arguments(_ index: Int, _ piece: String, choice: Int) -> [UInt8] {
        chunk(choice) { text in
            text.raw("{\"tool_calls\":[{\"index\":")
            text.number(index)
            text.raw(",\"function\":{\"arguments\":")
            text.string(piece)
            text.raw("}}]}")
        }
    }

    func ending(_ reason: FinishReason, choice: Int) -> [UInt8] {
        chunk(choice, finish: reason) { $0.raw("{}") }
    }

    /// The chunk after the last choice that tells the usage.
    func usage(_ reports: [UsageReport], cost: CallCost) -> [UInt8] {
        var text = head()
        text.raw(",\"choices\":[],\"usage\":")
        Self.write(usage: reports, cost: cost, to: &text)
        text.raw("}\n\n")
        return text.bytes
    }

    private func chunk(
        _ choice: Int, finish: FinishReason? = nil, _ delta: (inout JSONText) -> Void
    ) -> [UInt8] {
        var text = head()
        text.raw(",\"choices\":[{\"index\":")
        text.number(choice)
        text.raw(",\"delta\":")
        delta(&text)
        text.raw(",\"logprobs\":null,\"finish_reason\":")
        text.string(finish?.openAIWord)
        text.raw("}]}\n\n")
        return text.bytes
    }

    private func head() -> JSONText {
        var text = JSONText(capacity: 256)
        text.raw("data: {\"id\":")
        text.string(id)
        text.raw(",\"object\":\"chat.completion.chunk\",\"created\":")
        text.number(Int(created))
        text.raw(",\"model\":")
        text.string(model)
        return text
    }
}

extension FinishReason {
    /// The reason in OpenAI's words.
    var openAIWord: String {
        switch self {
        case .stop, .refusal, .pause: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .contentFilter: "content_filter"
        case .other(let word): word
        }
    }
}
