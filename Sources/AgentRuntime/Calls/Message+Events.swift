import LanguageModels

extension Message {
    /// The events that a model would have sent for this answer.
    var events: [ModelEvent] {
        var events: [ModelEvent] = []
        var calls = 0
        for part in content {
            switch part {
            case .text(let text): if !text.isEmpty { events.append(.textDelta(text)) }
            case .reasoning(let reasoning):
                if !reasoning.text.isEmpty { events.append(.reasoningDelta(reasoning.text)) }
            case .toolCall(let call):
                events.append(.toolCallStarted(index: calls, id: call.id, name: call.name))
                if !call.arguments.isEmpty { events.append(.toolCallArguments(index: calls, delta: call.arguments)) }
                calls += 1
            case .image, .toolResult: break
            }
        }
        return events
    }
}
