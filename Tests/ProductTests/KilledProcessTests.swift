import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite(.serialized) struct KilledProcessTests {
    /// Kills the program a hundred times at random moments of a turn that calls a tool, and looks at what is left.
    @Test func `kill -9 at any moment loses no message and no attempt, and nothing is there twice`() throws {
        let product = try Product(ScriptedProvider())
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededRandom(seed: seed)

        // How long a whole turn takes here and now, so that the moments fall within it.
        let clock = ContinuousClock()
        _ = try product.run("run", "warm up")
        let whole = try clock.measure { _ = try product.run("run", "please use the shell") }
        let limit = Int(whole.components.seconds * 1_000_000) + Int(whole.components.attoseconds / 1_000_000_000_000)

        var finished = 0
        for round in 0..<100 {
            let process = try product.start(["run", "please use the shell, round \(round)"])
            let wait = Int.random(in: 0..<max(2000, limit), using: &random)
            // The one wait that is meant: a random moment of the process's life.
            poll(nil, 0, Int32(wait / 1000))
            process.killNow()
            let end = try product.run("conversations", "list", "--json", "--limit", "1000")
            #expect(end.exitCode == 0, "round \(round): \(end.errors)")
            finished = max(finished, end.output.split(separator: "\n").count)
        }
        #expect(finished > 10, "too few turns had begun to say anything")

        // Ends what the killed processes left open, and reads everything back.
        let last = try product.run("run", "--json", "the last one")
        #expect(last.exitCode == 0)
        let list = try product.run("conversations", "list", "--json", "--limit", "1000")
        var attempts = 0
        for line in list.output.split(separator: "\n") {
            let id = try #require(try JSONValue(parsing: String(line))["id"]?.stringValue)
            let export = try product.run("conversations", "export", id)
            let facts = try export.output.split(separator: "\n").map {
                try JSONValueDecoder().decode(LedgerFact.self, from: try JSONValue(parsing: String($0)))
            }
            attempts += try check(facts, id)
        }
        // Every request the provider had answered belongs to an attempt that is in the books.
        #expect(attempts >= product.provider.billed)
    }

    /// Checks one conversation's facts; returns how many attempts it has.
    private func check(_ facts: [LedgerFact], _ id: String) throws -> Int {
        var messages: [MessageID] = []
        var started: [AttemptID] = []
        var settled: [AttemptID] = []
        var begun: [TurnID] = []
        var ended: [TurnID] = []
        var said: [TurnID: [Message.Role]] = [:]
        for fact in facts {
            switch fact {
            case .messageAdded(let record):
                messages.append(record.id)
                said[record.turn, default: []].append(record.message.role)
            case .attemptStarted(let start): started.append(start.id)
            case .attemptSettled(let settlement): settled.append(settlement.id)
            case .turnStarted(let turn): begun.append(turn.id)
            case .turnEnded(let end): ended.append(end.turn)
            default: break
            }
        }
        #expect(Set(messages).count == messages.count, "\(id): a message is there twice")
        #expect(Set(settled).count == settled.count, "\(id): an attempt is settled twice")
        #expect(Set(started) == Set(settled), "\(id): an attempt is open")
        #expect(Set(begun) == Set(ended), "\(id): a turn is open")
        let whole: [Message.Role] = [.user, .assistant, .tool, .assistant]
        for turn in begun {
            let roles = said[turn] ?? []
            // What is there is a beginning of the turn: nothing is missing in the middle.
            #expect(
                roles.isEmpty == false && (whole.starts(with: roles) || roles == [.user, .assistant]), "\(id): \(roles)"
            )
        }
        return started.count
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
