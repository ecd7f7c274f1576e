extension LedgerFact: Codable {
    private enum Kind: String, Codable {
        case conversation, title, turn, message, decision, hold, attempt, settlement, verdict, compaction
        case compactionUndone = "compaction_undone"
        case turnEnd = "turn_end"
        case turnUndone = "turn_undone"
        case queuedMessageAnswered = "queued_message_answered"
    }
    private enum CodingKeys: String, CodingKey { case fact, value, id }

    /// Decodes `{"fact": kind, "value": …}`, one line of an export.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<T: Decodable>(_ type: T.Type) throws -> T { try container.decode(type, forKey: .value) }
        switch try container.decode(Kind.self, forKey: .fact) {
        case .conversation: self = .conversationStarted(try value(ConversationRecord.self))
        case .title:
            self = .conversationTitled(
                try container.decode(ConversationID.self, forKey: .id), title: try value(String.self))
        case .turn: self = .turnStarted(try value(TurnRecord.self))
        case .message: self = .messageAdded(try value(MessageRecord.self))
        case .decision: self = .decided(try value(DecisionRecord.self))
        case .hold: self = .budgetHeld(try value(BudgetHold.self))
        case .attempt: self = .attemptStarted(try value(AttemptStart.self))
        case .settlement: self = .attemptSettled(try value(AttemptSettlement.self))
        case .verdict: self = .judged(try value(AnswerVerdict.self))
        case .turnEnd: self = .turnEnded(try value(TurnEnd.self))
        case .compaction: self = .historyCompacted(try value(CompactionRecord.self))
        case .compactionUndone: self = .compactionUndone(try value(CompactionID.self))
        case .turnUndone: self = .turnUndone(try value(TurnID.self))
        case .queuedMessageAnswered: self = .queuedMessageAnswered(try value(MessageID.self))
        }
    }

    /// Encodes `{"fact": kind, "value": …}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        func write(_ kind: Kind, _ value: some Encodable) throws {
            try container.encode(kind, forKey: .fact)
            try container.encode(value, forKey: .value)
        }
        switch self {
        case .conversationStarted(let record): try write(.conversation, record)
        case .conversationTitled(let id, let title):
            try write(.title, title)
            try container.encode(id, forKey: .id)
        case .turnStarted(let record): try write(.turn, record)
        case .messageAdded(let record): try write(.message, record)
        case .decided(let record): try write(.decision, record)
        case .budgetHeld(let hold): try write(.hold, hold)
        case .attemptStarted(let record): try write(.attempt, record)
        case .attemptSettled(let record): try write(.settlement, record)
        case .judged(let record): try write(.verdict, record)
        case .turnEnded(let record): try write(.turnEnd, record)
        case .historyCompacted(let record): try write(.compaction, record)
        case .compactionUndone(let id): try write(.compactionUndone, id)
        case .turnUndone(let id): try write(.turnUndone, id)
        case .queuedMessageAnswered(let id): try write(.queuedMessageAnswered, id)
        }
    }
}
