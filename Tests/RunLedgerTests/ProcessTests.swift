import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@testable import RunLedger

/// Several processes on one file, and their deaths.
@Suite struct ProcessTests {
    @Test func `every commit that was acknowledged before a SIGKILL is there once, and no half of any`() async throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        let file = try TemporaryLedger()
        var books = AcknowledgedBooks()
        for round in 0..<50 {
            var probe = try ProbeProcess(file.path, "4", "1000000")
            // A tenth die while they open the file; the others after some hundred commits at most.
            if round % 10 != 0 { probe.read(atLeast: Int.random(in: 1..<6_000, using: &random)) }
            for _ in 0..<Int.random(in: 0..<20_000, using: &random) { _ = SystemClock().uptime }
            probe.kill()
            books.add(probe.finish().lines)
            let ledger = try SQLiteLedger(path: file.path)
            _ = try await ledger.recover()
            if round % 25 == 24 { try await books.check(ledger, "seed \(seed), round \(round)") }
        }
        #expect(books.ended.count > 100)
    }

    @Test func `two processes and this one write to one file at once and lose nothing`() async throws {
        let file = try TemporaryLedger()
        let ledger = try SQLiteLedger(path: file.path)
        let first = try ProbeProcess(file.path, "3", "100")
        let second = try ProbeProcess(file.path, "3", "100")
        let sample = LedgerSample()
        try await ledger.commit([sample.start, sample.turnStart])
        for number in 0..<300 { try await ledger.commit([.messageAdded(sample.message("\(number)"))]) }
        var books = AcknowledgedBooks()
        for (lines, code) in [first.finish(), second.finish()] {
            #expect(code == 0)
            books.add(lines)
        }
        #expect(books.ended.count == 600)
        try await books.check(ledger, "two processes", otherTurns: 1)
        let stored = try await ledger.conversation(sample.conversation)
        #expect(stored?.messages.map(\.message.text) == (0..<300).map { "\($0)" })
    }

    @Test func `recovery ends what dead processes left open and nothing of living ones`() async throws {
        let file = try TemporaryLedger()
        let clock = ManualClock()
        let dead = ProcessIdentity(pid: 4242, started: 1, boot: "then")
        func open(_ process: ProcessIdentity) throws -> SQLiteLedger {
            try SQLiteLedger(path: file.path, clock: clock, process: process, isAlive: { $0 != dead })
        }
        let theirs = LedgerSample()
        let priced = theirs.attempt()
        let unpriced = theirs.attempt(worstCase: nil)
        let settled = theirs.attempt()
        try await open(dead).commit([
            theirs.start, theirs.turnStart, .attemptStarted(priced), .attemptStarted(unpriced),
            .attemptStarted(settled), .attemptSettled(theirs.settlement(of: settled)),
        ])
        let ours = LedgerSample()
        let living = ours.attempt()
        let ledger = try open(.current)
        try await ledger.commit([ours.start, ours.turnStart, .attemptStarted(living)])

        let report = try await ledger.recover()
        #expect(report == RecoveryReport(interruptedTurns: [theirs.turn], lostAttempts: [priced.id, unpriced.id]))
        #expect(try await ledger.recover() == RecoveryReport())
        #expect(try await open(.current).recover() == RecoveryReport())

        let end = try await ledger.conversation(theirs.conversation)?.turns.first?.end
        #expect(end == TurnEnd(turn: theirs.turn, outcome: .interrupted, endedAt: clock.now, iterations: 2))
        let spend = try await ledger.spend(SpendFilter(conversation: theirs.conversation))
        #expect(spend.cost == Money(picodollars: 5_000_000_000 + 1_234_567_890))
        #expect(spend.held == .zero)
        #expect([spend.attempts, spend.unpriced, spend.estimated] == [3, 1, 1])
        let lost = try await ledger.attempts(SpendFilter(turn: theirs.turn), limit: 1).first?.settlement
        #expect(lost?.outcome == .lost)
        #expect(lost?.costState == .estimated)
        #expect(lost?.usage == Usage(input: 1200, output: 4096))
        try await ledger.commit([.attemptSettled(ours.settlement(of: living)), ours.turnEnd])
    }

    @Test func `an attempt that outlives its turn is recovered too`() async throws {
        let file = try TemporaryLedger()
        let dead = ProcessIdentity(pid: 4242, started: 1, boot: "then")
        let sample = LedgerSample()
        let late = sample.attempt()
        let ledger = try SQLiteLedger(path: file.path, process: dead, isAlive: { _ in false })
        try await ledger.commit([sample.start, sample.turnStart, sample.turnEnd, .attemptStarted(late)])
        #expect(try await ledger.spend(SpendFilter(conversation: sample.conversation)).held == late.worstCase)
        #expect(try await ledger.recover() == RecoveryReport(lostAttempts: [late.id]))
        #expect(try await ledger.spend(SpendFilter(conversation: sample.conversation)).held == .zero)
    }

    @Test func `a process is known by more than its number`() {
        let current = ProcessIdentity.current
        #expect(current.isAlive)
        #expect(!ProcessIdentity(pid: current.pid, started: current.started + 1, boot: current.boot).isAlive)
        #expect(!ProcessIdentity(pid: current.pid, started: current.started, boot: "another").isAlive)
        #expect(!ProcessIdentity(pid: 1 << 30, started: current.started, boot: current.boot).isAlive)
    }
}
