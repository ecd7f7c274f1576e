package import AgentRuntime
package import LanguageModels
package import Money

/// One message of the past and the calls that answered it.
package struct PastTurn: Sendable, Hashable {
    /// One request and what it used.
    package struct Call: Sendable, Hashable {
        package var usage: Usage
        /// What it cost then; nil when its price was not known.
        package var cost: Money?

        package init(usage: Usage, cost: Money?) {
            self.usage = usage
            self.cost = cost
        }
    }

    package var id: String
    package var conversation: String
    package var at: Timestamp
    /// The message; nil when it was deleted or not written down: then it keeps its model.
    package var text: String?
    package var images: Int
    /// The model that answered.
    package var model: ModelID
    package var tier: String?
    package var calls: [Call]
    /// How good the answer was found, 0…1; nil when nobody judged.
    package var quality: Double?

    package init(
        id: String, conversation: String, at: Timestamp, text: String?, images: Int = 0, model: ModelID,
        tier: String? = nil, calls: [Call], quality: Double? = nil
    ) {
        self.id = id
        self.conversation = conversation
        self.at = at
        self.text = text
        self.images = images
        self.model = model
        self.tier = tier
        self.calls = calls
        self.quality = quality
    }

    /// Reads the turns out of a conversation's facts, in order. Turns that asked no model are passed over.
    package static func turns(in facts: some Sequence<LedgerFact>) -> [PastTurn] {
        var order: [TurnID] = []
        var messages: [TurnID: Message] = [:]
        var starts: [AttemptID: AttemptStart] = [:]
        var found: [TurnID: PastTurn] = [:]
        var marks: [TurnID: [Double]] = [:]
        for fact in facts {
            switch fact {
            case .messageAdded(let record) where record.origin == .person && messages[record.turn] == nil:
                messages[record.turn] = record.message
            case .attemptStarted(let start) where start.slot == .chat: starts[start.id] = start
            case .attemptSettled(let end):
                guard let start = starts.removeValue(forKey: end.id), end.outcome != .cached else { continue }
                if found[start.turn] == nil { order.append(start.turn) }
                var turn =
                    found[start.turn]
                    ?? PastTurn(
                        id: start.turn.text, conversation: start.conversation.text, at: start.startedAt, text: nil,
                        model: start.model, tier: start.tier, calls: [])
                if end.outcome == .succeeded { (turn.model, turn.tier) = (start.model, start.tier) }
                turn.calls.append(Call(usage: end.usage, cost: end.cost))
                found[start.turn] = turn
            // That a conversation went on says too little to call an answer good.
            case .judged(let verdict) where verdict.source != .continued:
                marks[verdict.turn, default: []].append(verdict.quality)
            default: continue
            }
        }
        return order.compactMap { id in
            guard var turn = found[id] else { return nil }
            if let message = messages[id] {
                turn.text = message.text
                turn.images = message.content.count { part in
                    if case .image = part { true } else { false }
                }
            }
            turn.quality = marks[id].map { $0.reduce(0, +) / Double($0.count) }
            return turn
        }
    }
}
