import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import RunLedger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a SIGKILL leaves at each point where the journal is written: a prefix of it. Every prefix, at each page that a
/// commit writes and within one, is opened as if its process had just died.
@Suite struct JournalPrefixTests {
    private struct Acknowledged {
        var journal: Int
        var attempt: AttemptID
        var isPaid: Bool
    }

    @Test func `whatever part of the journal was written, what was acknowledged is there and the books agree`()
        async throws
    {
        let file = try TemporaryLedger()
        let ledger = try SQLiteLedger(path: file.path)
        var acknowledged: [Acknowledged] = []
        let clock = SystemClock()
        let conversation = ConversationID(at: clock.now)
        let turn = TurnRecord(id: TurnID(at: clock.now), conversation: conversation, startedAt: clock.now)
        try await ledger.commit([
            .conversationStarted(ConversationRecord(id: conversation, startedAt: clock.now)), .turnStarted(turn),
        ])
        let claims = [
            BudgetClaim(.global, limits: BudgetLimits(usd: Money(picodollars: 20_000))),
            BudgetClaim(.conversation(conversation)),
        ]
        var open: [AttemptID] = []
        for number in 0..<24 {
            let start = AttemptStart(
                id: AttemptID(at: clock.now), call: CallID(at: clock.now), conversation: conversation, turn: turn.id,
                iteration: number, number: 0, slot: .chat, purpose: .chat, model: ModelID(provider: "a", name: "b"),
                startedAt: clock.now, promptTokens: 1, maxOutputTokens: 1, worstCase: Money(picodollars: 1000),
                priceVersion: "1")
            let hold = BudgetHold(
                attempt: start.id, claims: claims,
                amount: BudgetAmount(usd: Money(picodollars: 1000), tokens: 2, operations: 1),
                deadline: clock.now + .seconds(3600))
            try await ledger.commit([.budgetHeld(hold), .attemptStarted(start)])
            acknowledged.append(Acknowledged(journal: size(file.path + "-wal"), attempt: start.id, isPaid: false))
            open.append(start.id)
            // Some stay open for a while, so that holds are outstanding at every point.
            guard number % 3 != 0 else { continue }
            let paid = open.removeFirst()
            try await ledger.commit([
                .attemptSettled(
                    AttemptSettlement(
                        id: paid, settledAt: clock.now, outcome: .succeeded, usage: Usage(input: 1, output: 1),
                        usageSource: .provider, cost: Money(picodollars: 600), costState: .computed,
                        latencyMicroseconds: 1))
            ])
            acknowledged.append(Acknowledged(journal: size(file.path + "-wal"), attempt: paid, isPaid: true))
        }
        let database = read(file.path)
        let journal = read(file.path + "-wal")
        // Beyond that the journal would have been moved into the file meanwhile, and no prefix be what a kill leaves.
        try #require(journal.count < Int(Checkpointer.interval) * Migration.pageSize)
        let frame = Migration.pageSize + 24
        var points = Array(stride(from: 32, through: journal.count, by: frame))
        points += points.map { $0 + frame / 3 }.filter { $0 < journal.count } + [0, 17, journal.count]
        for point in points {
            try await check(
                database, Array(journal[..<point]), acknowledged.filter { $0.journal <= point }, "byte \(point)")
        }
    }

    private func check(
        _ database: [UInt8], _ journal: [UInt8], _ acknowledged: [Acknowledged], _ context: Comment
    ) async throws {
        let copy = try TemporaryLedger()
        write(database, to: copy.path)
        write(journal, to: copy.path + "-wal")
        let ledger = try SQLiteLedger(path: copy.path, isAlive: { _ in false })
        let before = try await ledger.attempts(SpendFilter(), limit: .max)
        let byID = Dictionary(grouping: before, by: \.start.id)
        for entry in acknowledged {
            #expect(byID[entry.attempt]?.count == 1, context)
            if entry.isPaid { #expect(byID[entry.attempt]?.first?.settlement?.cost?.picodollars == 600, context) }
        }
        // What is held is what is in flight, and nothing else.
        let inFlight = before.count { $0.settlement == nil }
        for status in try await ledger.budgetAccounts(at: SystemClock().now) {
            #expect(status.reserved.usd.picodollars == Int64(inFlight) * 1000, context)
            #expect(status.spent.usd.picodollars == Int64(before.count - inFlight) * 600, context)
        }
        _ = try await ledger.recover()
        for status in try await ledger.budgetAccounts(at: SystemClock().now) {
            #expect(status.reserved == .zero, context)
            let bill = Int64(before.count - inFlight) * 600 + Int64(inFlight) * 1000
            #expect(status.spent.usd.picodollars == bill, context)
        }
        #expect(try await ledger.integrityCheck() == [], context)
    }

    private func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: size(path))
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    private func write(_ bytes: [UInt8], to path: String) {
        guard let file = fopen(path, "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
