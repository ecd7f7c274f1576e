import LanguageModels

/// The response that a sequence of events builds: decoders report events and let this keep the sum.
///
/// Text is gathered in place, so a delta costs its own length and not that of the answer so far.
struct ResponseAssembly {
    private enum Part {
        case text
        case reasoning(Reasoning)
        case toolCall(index: Int)
        case sealed(Reasoning)
    }

    private var parts: [Part] = []
    private var texts: [String] = []
    private(set) var calls: [ToolCall] = []
    /// The provider began another piece of reasoning, with a proof of its own.
    private var breaksReasoning = false

    /// Adds one event.
    mutating func add(_ event: ModelEvent) {
        switch event {
        case .started, .usage: break
        case .textDelta(let delta):
            if case .text = parts.last {
                texts[texts.count - 1] += delta
            } else {
                append(.text, delta)
            }
        case .reasoningDelta(let delta):
            if case .reasoning = parts.last, !breaksReasoning {
                texts[texts.count - 1] += delta
            } else {
                append(.reasoning(Reasoning(text: "")), delta)
            }
        case .toolCallStarted(_, let id, let name):
            append(.toolCall(index: calls.count), "")
            calls.append(ToolCall(id: id, name: name, arguments: ""))
        case .toolCallArguments(let index, let delta):
            guard calls.indices.contains(index) else { return }
            calls[index].arguments += delta
        }
    }

    /// Makes the next reasoning a piece of its own.
    mutating func beginReasoning() { breaksReasoning = true }

    /// Adds the provider's proof to the reasoning in progress; opens an empty one when there is none.
    mutating func sign(_ signature: String) {
        if case .reasoning(var reasoning) = parts.last, !breaksReasoning {
            reasoning.signature = (reasoning.signature ?? "") + signature
            parts[parts.count - 1] = .reasoning(reasoning)
        } else {
            append(.reasoning(Reasoning(text: "", signature: signature)), "")
        }
    }

    /// Sets the proof of the whole answer's reasoning: on the last piece of it, or on an empty one that comes first.
    mutating func seal(_ proof: String) {
        for index in parts.indices.reversed() {
            guard case .reasoning(var reasoning) = parts[index] else { continue }
            reasoning.signature = proof
            parts[index] = .reasoning(reasoning)
            return
        }
        parts.insert(.reasoning(Reasoning(text: "", signature: proof)), at: 0)
        texts.insert("", at: 0)
    }

    /// Adds reasoning that is shown only in sealed form.
    mutating func addSealed(_ redacted: String) {
        append(.sealed(Reasoning(text: "", redacted: redacted)), "")
    }

    private mutating func append(_ part: Part, _ text: String) {
        breaksReasoning = false
        parts.append(part)
        texts.append(text)
    }

    /// The assistant's message so far.
    var message: Message {
        var content: [ContentPart] = []
        content.reserveCapacity(parts.count)
        for (part, text) in zip(parts, texts) {
            switch part {
            case .text: content.append(.text(text))
            case .reasoning(var reasoning):
                reasoning.text = text
                content.append(.reasoning(reasoning))
            case .sealed(let reasoning): content.append(.reasoning(reasoning))
            case .toolCall(let index): content.append(.toolCall(calls[index]))
            }
        }
        return Message(role: .assistant, content: content)
    }
}
