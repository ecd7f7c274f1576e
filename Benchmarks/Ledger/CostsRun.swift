import AgentRuntime
import LanguageModels
import Money
import RunLedger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A large ledger, of 90 days, 12 models, three slots and a conversation for every 200 entries, and the question what
/// 30 days cost by model.
struct CostsRun: Sendable {
    private let path: String
    private let entries: Int
    private let ledger: SQLiteLedger
    private let end: Timestamp
    /// How fast it was filled.
    let entriesASecond: Double

    init(folder: String, entries: Int) async throws {
        path = "\(folder)/costs.db"
        self.entries = entries
        let ledger = try SQLiteLedger(path: path)
        self.ledger = ledger
        let clock = SystemClock()
        end = clock.now
        let span: Int64 = 90 * 86_400_000_000
        let first = end.microseconds - span
        let models = (0..<12).map { ModelID(provider: "p\($0 / 3)", name: "m\($0)") }
        let began = clock.uptime
        var number = 0
        while number < entries {
            let count = min(200, entries - number)
            let time = Timestamp(microseconds: first + span / Int64(entries) * Int64(number))
            let conversation = ConversationID(at: time)
            let turn = TurnID(at: time)
            var facts: [LedgerFact] = [
                .conversationStarted(ConversationRecord(id: conversation, startedAt: time)),
                .turnStarted(TurnRecord(id: turn, conversation: conversation, startedAt: time)),
            ]
            for index in 0..<count {
                let now = time + .microseconds(span / Int64(entries) * Int64(index))
                let model = models[(number / 200 + index) % models.count]
                let id = AttemptID(at: now)
                facts.append(
                    .attemptStarted(
                        AttemptStart(
                            id: id, call: CallID(at: now), conversation: conversation, turn: turn, iteration: index,
                            number: 0, slot: [.chat, .utility, .embedding][index % 3], purpose: .chat, model: model,
                            tier: "standard", startedAt: now, promptTokens: 1000 + index, maxOutputTokens: 4096,
                            worstCase: Money(picodollars: 9_000_000_000), priceVersion: "1")))
                facts.append(
                    .attemptSettled(
                        AttemptSettlement(
                            id: id, settledAt: now, outcome: .succeeded,
                            usage: Usage(input: 900 + index, cacheRead: 100, output: 200 + index),
                            usageSource: .provider,
                            cost: Money(picodollars: 1_234_567_000 + Int64(index)), costState: .computed,
                            latencyMicroseconds: 800_000, firstTokenMicroseconds: 300_000)))
            }
            facts.append(.turnEnded(TurnEnd(turn: turn, outcome: .completed, endedAt: time, iterations: count)))
            try await ledger.commit(facts)
            number += count
        }
        entriesASecond = Double(entries) / (Double((clock.uptime - began).microseconds) / 1_000_000)
    }

    /// Bytes of the file for each entry, with its conversation, turn and roll-ups.
    var bytesAnEntry: Double {
        get throws {
            var status = stat()
            guard stat(path, &status) == 0 else { return .nan }
            return Double(status.st_size) / Double(entries)
        }
    }

    /// The median of milliseconds that `costs --by model --since 30d` takes, without starting a program.
    func milliseconds() async throws -> Double {
        let clock = SystemClock()
        var times: [Double] = []
        for _ in 0..<11 {
            let start = clock.uptime
            let report = try await ledger.costs(
                CostQuery(since: end - .seconds(30 * 86_400), until: end, groupBy: [.model]))
            times.append(Double((clock.uptime - start).microseconds) / 1000)
            precondition(report.total.rows.count == 12, "every model has costs")
        }
        return times.sorted()[5]
    }
}
