public import LanguageModels

/// What a sequence of model events adds up to: the oracle a model's response is compared with.
public struct EventSum: Sendable, Hashable {
    /// The parts in the order in which they began; neighbouring deltas of one kind make one part.
    public private(set) var content: [ContentPart] = []
    /// The last usage reported.
    public private(set) var usage: UsageReport?
    /// What `started` said.
    public private(set) var id: String?
    /// What `started` said.
    public private(set) var servedModel: String?
    /// What was wrong with the sequence itself, in words.
    public private(set) var faults: [String] = []

    private var count = 0
    private var toolParts: [Int] = []

    /// Makes the sum of events.
    public init(_ events: some Sequence<ModelEvent> = []) {
        for event in events { add(event) }
    }

    /// Adds one event.
    public mutating func add(_ event: ModelEvent) {
        defer { count += 1 }
        switch event {
        case .started(let id, let servedModel):
            if count > 0 { faults.append("started was event \(count), not the first") }
            self.id = id
            self.servedModel = servedModel
        case .textDelta(let delta):
            if delta.isEmpty { faults.append("an empty text delta at event \(count)") }
            if case .text(let text) = content.last {
                content[content.count - 1] = .text(text + delta)
            } else {
                content.append(.text(delta))
            }
        case .reasoningDelta(let delta):
            if delta.isEmpty { faults.append("an empty reasoning delta at event \(count)") }
            if case .reasoning(var reasoning) = content.last {
                reasoning.text += delta
                content[content.count - 1] = .reasoning(reasoning)
            } else {
                content.append(.reasoning(Reasoning(text: delta)))
            }
        case .toolCallStarted(let index, let id, let name):
            if index != toolParts.count {
                faults.append("tool call \(index) started where \(toolParts.count) was next")
            }
            toolParts.append(content.count)
            content.append(.toolCall(ToolCall(id: id, name: name, arguments: "")))
        case .toolCallArguments(let index, let delta):
            guard toolParts.indices.contains(index), case .toolCall(var call) = content[toolParts[index]] else {
                faults.append("arguments for tool call \(index), which has not started")
                return
            }
            call.arguments += delta
            content[toolParts[index]] = .toolCall(call)
        case .usage(let report): usage = report
        }
    }
}
