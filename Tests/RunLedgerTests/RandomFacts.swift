import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money

/// Random facts over few ids, so that many repeat, contradict or refer to nothing.
struct RandomFacts {
    private var random: SeededRandom
    private let conversations: [ConversationID]
    private let turns: [TurnID]
    private let attempts: [AttemptID]
    private let compactions: [CompactionID]
    private let base = Timestamp(microseconds: 1_700_000_000_000_000)

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        func ids<Subject>(_ count: Int) -> [Identifier<Subject>] {
            let time = Timestamp(microseconds: 1_700_000_000_000_000)
            return (0..<count).map { _ in Identifier(at: time, using: &random) }
        }
        conversations = ids(3)
        turns = ids(8)
        attempts = ids(24)
        compactions = ids(4)
        self.random = random
    }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func conversation() -> ConversationID { conversations[number(0..<conversations.count)] }

    mutating func filter() -> SpendFilter {
        SpendFilter(
            conversation: chance(2) ? conversation() : nil, turn: chance(2) ? turn() : nil,
            since: chance(3) ? time() : nil, until: chance(3) ? time() : nil)
    }

    /// The beginnings of the conversations, so that most facts have something to refer to.
    mutating func beginnings() -> [LedgerFact] {
        conversations.enumerated().map { index, id in
            .conversationStarted(
                ConversationRecord(id: id, startedAt: base, tags: Array(["a", "b", "a"].prefix(index))))
        }
    }

    mutating func fact() -> LedgerFact {
        switch number(0..<18) {
        case 0: .conversationStarted(record())
        case 1: .conversationTitled(conversation(), title: "title \(number(0..<4))")
        case 2...4: .turnStarted(turnRecord())
        case 5...7: .messageAdded(message())
        case 8: chance(2) ? .decided(decision()) : .judged(verdict())
        case 9...11: .attemptStarted(attempt())
        case 12...13: .attemptSettled(settlement())
        case 14: .turnEnded(end())
        case 15: .historyCompacted(compaction())
        case 16: .compactionUndone(compactions[number(0..<compactions.count)])
        default: chance(3) ? .turnUndone(turn()) : .turnEnded(end())
        }
    }

    private mutating func chance(_ n: Int) -> Bool { number(0..<n) == 0 }

    private mutating func turn() -> TurnID { turns[number(0..<turns.count)] }

    /// Instants far enough apart for attempts to fall into different minutes, hours, days and months.
    private mutating func time() -> Timestamp { instant(number(0..<20)) }

    private func instant(_ index: Int) -> Timestamp { base + .seconds(index * index * 4321) }

    /// A question about costs.
    mutating func costQuery() -> CostQuery {
        let zones = ["Asia/Kolkata", "Europe/Paris", "America/New_York"].compactMap { name in
            // The zones are there where the tests run; where they are not, UTC is asked about.
            try? TimeZoneRules(named: name)
        }
        var query = CostQuery(
            groupBy: Array(CostDimension.allCases.shuffled(using: &random).prefix(number(0..<4))),
            period: chance(2) ? nil : [.hour, .day, .month][number(0..<3)],
            timeZone: chance(2) ? .utc : zones.randomElement(using: &random) ?? .utc)
        if chance(2) { query.since = time() }
        if chance(2) { query.until = time() + .microseconds(Int64(number(0..<60_000_001))) }
        if chance(3) { query.only[.slot] = ["chat"] }
        if chance(4) { query.only[.tool] = ["shell", nil] }
        if chance(4) { query.only[.conversation] = [conversation().text] }
        if chance(4) { query.only[.tag] = ["a", nil] }
        return query
    }

    /// The conversation that a turn usually is in.
    private mutating func home(of turn: TurnID) -> ConversationID {
        let index = turns.firstIndex(of: turn) ?? 0
        return chance(40) ? conversation() : conversations[index % conversations.count]
    }

    /// What of two texts is picked depends on the id, so that a repeat is mostly the same and sometimes not.
    private mutating func variant(_ id: String) -> Int { chance(25) ? 1 : id.utf8.reduce(0) { $0 &+ Int($1) } % 2 * 2 }

    private mutating func record() -> ConversationRecord {
        let id = conversation()
        return ConversationRecord(
            id: id, startedAt: base, title: variant(id.text) == 1 ? "other" : nil,
            tags: Array(["a", "b", "a"].prefix(conversations.firstIndex(of: id) ?? 0)))
    }

    private mutating func turnRecord() -> TurnRecord {
        let id = turn()
        let index = turns.firstIndex(of: id) ?? 0
        // The last turns are subordinates of the first ones, of which some may be missing or elsewhere.
        let parent = index >= 6 ? turns[index - conversations.count] : nil
        return TurnRecord(
            id: id, conversation: home(of: id), parent: parent, depth: parent == nil ? 0 : 1,
            startedAt: base + .seconds(index))
    }

    private mutating func end() -> TurnEnd {
        let id = turn()
        let outcome: TurnEnd.Outcome = variant(id.text) == 1 ? .failed : .completed
        return TurnEnd(
            turn: id, outcome: outcome, endedAt: base + .seconds(30), iterations: 1,
            message: outcome == .failed ? "no" : nil)
    }

    private mutating func message() -> MessageRecord {
        let turn = turn()
        let id = MessageID("m-\(number(0..<4))")
        return MessageRecord(
            id: id, conversation: home(of: turn), turn: turn, iteration: 0, origin: .person,
            message: Message(.user, "words \(variant(turn.text + id.text)) 🦊\n\""), addedAt: base + .seconds(5))
    }

    private mutating func compaction() -> CompactionRecord {
        let turn = turn()
        let id = compactions[number(0..<compactions.count)]
        return CompactionRecord(
            id: id, conversation: home(of: turn), turn: turn, madeAt: base,
            parts: [
                CompactedPart(
                    messages: [MessageID("m-0")], turn: turn, origin: .summary, message: Message(.user, "in short"))
            ], tokensBefore: 9, tokensAfter: 3)
    }

    private mutating func decision() -> DecisionRecord {
        let turn = turn()
        return DecisionRecord(
            id: DecisionID("d-\(number(0..<4))"), conversation: home(of: turn), turn: turn, decidedAt: base,
            chosen: ModelID(provider: "p", name: "m\(number(0..<2))"), summary: "because", detail: ["score": 1])
    }

    private mutating func verdict() -> AnswerVerdict {
        let turn = turn()
        let id = number(0..<4)
        return AnswerVerdict(
            id: VerdictID("v-\(id)"), conversation: home(of: turn), turn: turn,
            model: ModelID(provider: "p", name: "m\(id % 2)"), tier: id == 0 ? nil : "simple", source: .thumb,
            mark: variant(turn.text) * 100, foundAt: instant(id))
    }

    private mutating func attempt() -> AttemptStart {
        let index = number(0..<attempts.count)
        let id = attempts[index]
        let turn = turns[index % turns.count]
        let variant = variant(id.text)
        return AttemptStart(
            id: id, call: CallID("call-\(index / 2)"), conversation: home(of: turn), turn: turn,
            iteration: index % 3, number: index % 2, slot: index % 2 == 0 ? .chat : .utility,
            purpose: CallPurpose(rawValue: "purpose \(index % 5)"), tool: index % 3 == 0 ? "shell" : nil,
            model: ModelID(provider: "p", name: "m\(index % 4)"), tier: index % 2 == 0 ? "simple" : nil,
            task: index % 3 == 1 ? "code" : nil, key: index % 7 == 0 ? "ci" : nil,
            baseline: index % 4 == 0
                ? AttemptBaseline(model: ModelID(provider: "p", name: "best"), removedTokens: index) : nil,
            startedAt: instant(index % 20),
            promptTokens: index * 10 + variant % 2, countedTokens: index % 3 == 0 ? index * 9 : nil,
            maxOutputTokens: index % 4 == 0 ? nil : 100,
            worstCase: index % 5 == 0 ? nil : Money(picodollars: chance(30) ? -1 : Int64(index) * 1000),
            priceVersion: "v1")
    }

    private mutating func settlement() -> AttemptSettlement {
        let index = number(0..<attempts.count)
        let id = attempts[index]
        let cost = index % 5 == 0 ? nil : Money(picodollars: Int64(index * 700 + variant(id.text) % 2))
        let states: [CostState] = [.computed, .estimated, .reported]
        return AttemptSettlement(
            id: id, settledAt: base + .seconds(10 + index),
            outcome: [.failed, .succeeded, .cancelled, .succeeded, .cached][index % 5],
            servedModel: "served",
            usage: Usage(
                input: index, cacheRead: index % 2, output: index * 2,
                serverTools: index % 6 == 0 ? [.webSearch: index] : [:], units: index % 7 == 0 ? [.pages: 1] : [:]),
            usageSource: .provider, cost: cost, costState: cost == nil ? .unpriced : states[index % 3],
            savings: index % 4 == 0 && cost != nil
                ? Savings(routing: Money(picodollars: Int64(index) * 50), promptCache: Money(picodollars: -7)) : nil,
            latencyMicroseconds: 5, firstTokenMicroseconds: index % 2 == 0 ? 3 : nil,
            errorCode: index % 4 == 0 ? "overloaded" : nil)
    }
}
