import AgentRuntime
import FarthingTesting
import Money
import Testing

@testable import RunLedger

/// What probes said they had committed.
struct AcknowledgedBooks {
    private(set) var began: [(turn: TurnID, message: MessageID)] = []
    private(set) var sent: [AttemptID] = []
    private(set) var ended: [(turn: TurnID, message: MessageID, attempt: AttemptID)] = []

    mutating func add(_ lines: [[Substring]]) {
        func id<Subject>(_ word: Substring) -> Identifier<Subject> { Identifier(String(word)) }
        for line in lines {
            switch line.first {
            case "began": began.append((id(line[1]), id(line[2])))
            case "sent": sent.append(id(line[1]))
            case "ended": ended.append((id(line[1]), id(line[2]), id(line[3])))
            default: Issue.record("the probe said \(line)")
            }
        }
    }

    /// Compares with what is stored: everything acknowledged once, nothing half, all money added up.
    func check(_ ledger: SQLiteLedger, _ context: Comment, otherTurns: Int = 0) async throws {
        var turns: [TurnID: StoredConversation.Turn] = [:]
        var messages: [TurnID: [MessageID]] = [:]
        var rolledUp = Money.zero
        let list = try await ledger.conversations(limit: .max)
        for summary in list {
            let stored = try #require(try await ledger.conversation(summary.record.id))
            for turn in stored.turns { #expect(turns.updateValue(turn, forKey: turn.record.id) == nil, context) }
            for message in stored.messages { messages[message.turn, default: []].append(message.id) }
            rolledUp = rolledUp + summary.cost
        }
        let attempts = try await ledger.attempts(SpendFilter(), limit: .max)
        let byTurn = Dictionary(grouping: attempts, by: \.start.turn)
        let byID = Dictionary(grouping: attempts, by: \.start.id)

        for (turn, message) in began { #expect(messages[turn]?.first == message, context) }
        for attempt in sent { #expect(byID[attempt]?.count == 1, context) }
        for (turn, message, attempt) in ended {
            #expect(turns[turn]?.end?.outcome == .completed, context)
            #expect(messages[turn]?.last == message, context)
            #expect(byID[attempt]?.first?.settlement?.outcome == .succeeded, context)
        }
        for (id, turn) in turns where turn.end != nil {
            let isWhole = turn.end?.outcome == .completed
            #expect(messages[id]?.count == (isWhole ? 2 : 1), context)
            #expect(byTurn[id]?.allSatisfy { $0.settlement?.outcome == (isWhole ? .succeeded : .lost) } ?? !isWhole)
        }
        #expect(turns.values.count { $0.end == nil } == otherTurns, context)
        let bill = attempts.reduce(Money.zero) { $0 + ($1.settlement?.outcome == .lost ? 1000 : 700) }
        #expect(rolledUp == bill, context)
        #expect(try await ledger.spend(SpendFilter()).cost == bill, context)
        #expect(try await ledger.integrityCheck() == [], context)
    }
}

private func + (a: Money, picodollars: Int64) -> Money { a + Money(picodollars: picodollars) }
