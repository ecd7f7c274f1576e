import AgentRuntime
import FarthingTesting
import Money
import Testing

@testable import RunLedger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Budgets that several processes share, and that processes die over.
@Suite struct BudgetProcessTests {
    /// Whether what takes minutes is to be done.
    private static let isFull = getenv("FARTHING_TESTS").map { String(cString: $0) == "full" } ?? false

    @Test func `two processes on one file spend a budget together, wholly and never past it`() async throws {
        let file = try TemporaryLedger()
        let cap: Int64 = 400_000
        let first = try ProbeProcess(file.path, "20", "1000000", "\(cap)", "together")
        let second = try ProbeProcess(file.path, "20", "1000000", "\(cap)", "together")
        // Neither begins before both are there: the budget is spent sooner than a process starts.
        for probe in [first.pid, second.pid] { ProbeProcess.waitUntilStopped(probe) }
        for probe in [first.pid, second.pid] { ProbeProcess.proceed(probe) }
        var books = SpendingBooks()
        for (lines, code) in [first.finish(), second.finish()] {
            #expect(code == 0)
            #expect(lines.count > 50, "one of them was starved")
            books.add(lines)
        }
        #expect(books.bill <= cap)
        #expect(books.bill > cap - SpendingProbeSize.worstCase)
        let ledger = try SQLiteLedger(path: file.path)
        _ = try await ledger.recover()
        try await books.check(ledger, cap: cap, "two processes")
    }

    @Test func `a process that dies with money held leaves nothing reserved and no payment out`() async throws {
        try await killOften(rounds: 25)
    }

    @Test(.enabled(if: isFull)) func `a process that dies with money held, 500 times at full size`() async throws {
        try await killOften(rounds: 500)
    }

    private func killOften(rounds: Int) async throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SeededRandom(seed: seed)
        let cap = Int64.max / 4
        var file = try TemporaryLedger()
        var books = SpendingBooks()
        for round in 0..<rounds {
            // A file that has grown too large to check often gives way to a new one.
            if round % 50 == 49 {
                file = try TemporaryLedger()
                books = SpendingBooks()
            }
            var probe = try ProbeProcess(file.path, "16", "1000000", "\(cap)")
            probe.read(atLeast: Int.random(in: 1..<20_000, using: &random))
            for _ in 0..<Int.random(in: 0..<20_000, using: &random) { _ = SystemClock().uptime }
            probe.kill()
            books.add(probe.finish().lines)
            let ledger = try SQLiteLedger(path: file.path)
            _ = try await ledger.recover()
            // What was held for whoever waited, and never sent, is given back at its deadline.
            let late = try SQLiteLedger(path: file.path, clock: LateClock(), isAlive: { _ in false })
            _ = try await late.expireHolds()
            if round % 10 == 9 || round == rounds - 1 {
                try await books.check(late, cap: cap, "seed \(seed), round \(round)")
            } else {
                let reserved = try await late.budgetAccounts(at: SystemClock().now).map(\.reserved)
                #expect(reserved.allSatisfy { $0 == .zero }, "seed \(seed), round \(round)")
            }
        }
        #expect(books.paid.count > 10)
    }

    /// Two hours later: past every deadline.
    private struct LateClock: RuntimeClock {
        var now: Timestamp { SystemClock().now + .seconds(7200) }
        var uptime: Duration { SystemClock().uptime }
        func sleep(for duration: Duration) async throws {}
    }

    private enum SpendingProbeSize {
        static let worstCase: Int64 = 1000
    }
}
