import AgentRuntime
import GRDB
import LanguageModels
import Money

extension LedgerWriter {
    /// Ends what dead processes left open; `isAlive` tells which processes are not.
    func recover(in db: Database, isAlive: (ProcessIdentity) -> Bool) throws -> RecoveryReport {
        let hasOpenTurns = try PreparedStatement(db, "SELECT EXISTS (SELECT 1 FROM turn WHERE is_open = 1)")
        guard try hasOpenTurns.first({ $0.bool(0) }) == true else { return RecoveryReport() }
        // What is written depends on what is found, so the facts are found inside the transaction that writes them:
        // of two processes that recover at once the second finds nothing.
        return try transaction(in: db, facts: 0) {
            let dead = try deadOwners(db, isAlive)
            guard !dead.isEmpty else { return RecoveryReport() }
            let attempts = try abandonedAttempts(db, dead)
            let turns = try abandonedTurns(db, dead)
            try takeNumbers(attempts.count + turns.count, db)
            let now = clock.now
            try apply(attempts.map { .attemptSettled(lost($0, at: now)) }, in: db)
            try apply(
                turns.map { turn in
                    .turnEnded(
                        TurnEnd(turn: turn.id, outcome: .interrupted, endedAt: now, iterations: turn.iterations))
                }, in: db)
            return RecoveryReport(interruptedTurns: turns.map(\.id), lostAttempts: attempts.map(\.id))
        }
    }

    /// The dead among those who own a running turn or an attempt in flight.
    private func deadOwners(_ db: Database, _ isAlive: (ProcessIdentity) -> Bool) throws -> Set<Int64> {
        let owners = try PreparedStatement(
            db,
            """
            SELECT owner, pid, process_started, boot FROM owner WHERE owner IN (
                SELECT owner FROM turn WHERE is_open = 1
                UNION SELECT a.owner FROM turn t JOIN attempt a USING (turn)
                    WHERE t.is_open = 1 AND a.outcome IS NULL)
            """)
        let found = try owners.all { row in
            (
                row.int64(0),
                ProcessIdentity(pid: Int32(truncatingIfNeeded: row.int64(1)), started: row.int64(2), boot: row.text(3))
            )
        }
        return Set(found.filter { !isAlive($0.1) }.map(\.0))
    }

    private func abandonedAttempts(_ db: Database, _ dead: Set<Int64>) throws -> [AttemptStart] {
        let open = try PreparedStatement(
            db,
            AttemptRow.select
                + """
                 WHERE t.is_open = 1 AND a.outcome IS NULL AND a.owner IN (SELECT value FROM json_each(?1))
                ORDER BY a.seq
                """)
        open.bind(1, "[\(dead.map(String.init).joined(separator: ","))]")
        return try open.all(AttemptRow.start).filter { $0.purpose != .batch }
    }

    private func abandonedTurns(_ db: Database, _ dead: Set<Int64>) throws -> [(id: TurnID, iterations: Int)] {
        let open = try PreparedStatement(
            db,
            """
            SELECT id, owner, coalesce((SELECT max(a.iteration) + 1 FROM attempt a WHERE a.turn = t.turn), 0)
            FROM turn t WHERE is_open = 1 AND outcome IS NULL ORDER BY id
            """)
        return try open.all { (owner: $0.int64(1), id: $0.id(0, of: TurnRecord.self), iterations: $0.int(2)) }
            .filter { dead.contains($0.owner) }.map { ($0.id, $0.iterations) }
    }

    private func lost(_ start: AttemptStart, at now: Timestamp) -> AttemptSettlement {
        AttemptSettlement(
            id: start.id, settledAt: now, outcome: .lost,
            usage: Usage(input: start.promptTokens, output: start.maxOutputTokens ?? 0), usageSource: .estimate,
            cost: start.worstCase, costState: start.worstCase == nil ? .unpriced : .estimated,
            latencyMicroseconds: max(0, now.microseconds - start.startedAt.microseconds))
    }
}
