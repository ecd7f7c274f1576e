import AgentRuntime
import LanguageModels
import Money
import RunLedger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes turns into a ledger and says on standard output what was committed, so that a test can kill it at any moment
/// and look what is there.
///
/// `LedgerProbe PATH WRITERS TURNS`: that many conversations at once, that many turns in each. A turn is three commits,
/// each followed by a line: `began TURN MESSAGE`, `sent ATTEMPT`, `ended TURN MESSAGE ATTEMPT`.
///
/// `LedgerProbe PATH WRITERS CALLS CAP [together]` spends instead, as `SpendingProbe` says; with `together` it stops
/// before it begins, until it is continued.
@main
struct LedgerProbe {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3, let writers = Int(arguments[2]), let turns = Int(arguments[3]) else {
            say("usage: LedgerProbe PATH WRITERS TURNS [CAP]\n")
            exit(2)
        }
        let ledger = try SQLiteLedger(path: arguments[1])
        _ = try await ledger.recover()
        if arguments.count > 4, let cap = Int64(arguments[4]) {
            if arguments.last == "together" { raise(SIGSTOP) }
            return try await SpendingProbe(ledger: ledger, cap: cap).run(writers: writers, calls: turns)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<writers { group.addTask { try await converse(ledger, turns: turns) } }
            try await group.waitForAll()
        }
    }

    private static func converse(_ ledger: SQLiteLedger, turns: Int) async throws {
        let clock = SystemClock()
        let conversation = ConversationID(at: clock.now)
        try await ledger.commit([
            .conversationStarted(ConversationRecord(id: conversation, startedAt: clock.now))
        ])
        for number in 0..<turns {
            let turn = TurnRecord(id: TurnID(at: clock.now), conversation: conversation, startedAt: clock.now)
            func message(_ role: Message.Role, _ text: String) -> MessageRecord {
                MessageRecord(
                    id: MessageID(at: clock.now), conversation: conversation, turn: turn.id, iteration: 0,
                    origin: role == .user ? .person : .model, message: Message(role, text), addedAt: clock.now)
            }
            let question = message(.user, "question \(number)")
            try await ledger.commit([.turnStarted(turn), .messageAdded(question)])
            say("began \(turn.id) \(question.id)\n")
            let attempt = AttemptStart(
                id: AttemptID(at: clock.now), call: CallID(at: clock.now), conversation: conversation, turn: turn.id,
                iteration: 0, number: 0, slot: .chat, purpose: .chat,
                model: ModelID(provider: "probe", name: "model"), startedAt: clock.now, promptTokens: 10,
                maxOutputTokens: 20, worstCase: Money(picodollars: 1000), priceVersion: "1")
            try await ledger.commit([.attemptStarted(attempt)])
            say("sent \(attempt.id)\n")
            let answer = message(.assistant, String(repeating: "answer \(number) ", count: number % 50))
            try await ledger.commit([
                .attemptSettled(
                    AttemptSettlement(
                        id: attempt.id, settledAt: clock.now, outcome: .succeeded, usage: Usage(input: 10, output: 5),
                        usageSource: .provider, cost: Money(picodollars: 700), costState: .computed,
                        latencyMicroseconds: 1)),
                .messageAdded(answer),
                .turnEnded(TurnEnd(turn: turn.id, outcome: .completed, endedAt: clock.now, iterations: 1)),
            ])
            say("ended \(turn.id) \(answer.id) \(attempt.id)\n")
        }
    }

    static func say(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            // Nobody reads any more when the test has what it wanted.
            if write(1, bytes.baseAddress, bytes.count) != bytes.count { exit(3) }
        }
    }
}
