import AgentRuntime
import LanguageModels
import Money
import NIOConcurrencyHelpers

@testable import LocalFirst

/// Requests through the extension's books, one after another, with a bill of its own.
final class LocalFirstSimulation {
    private let policy: LocalFirstPolicy
    private let books: LocalFirstBooks
    private var time = Timestamp(microseconds: 1_700_000_000_000_000)
    private(set) var alerts: [LocalFirstAlert] = []
    /// What the cloud (and everything) had cost at each instant of an alert.
    private(set) var bill: [Timestamp: Money] = [:]
    private var cloudBill = Money.zero
    private(set) var month: LocalFirstMonth

    init(policy: LocalFirstPolicy) {
        self.policy = policy
        books = LocalFirstBooks(policy: policy)
        month = LocalFirstMonth(start: time, end: time)
        books.begin(at: time)
    }

    /// A local request costs a thousandth of a dollar; one in the cloud `used` per cent of its worst case, a
    /// millionth of a dollar a token.
    func run(tokens: Int, priority: BudgetPriority, used: Int64) {
        time = time + .milliseconds(20)
        let call = CallID(at: time)
        let worstCase = Money(picodollars: Int64(tokens) * 1_000_000)
        let decision = books.decide(call, tokens: tokens, worstCase: worstCase, priority: priority)
        let cost = decision.isLocal ? Money(picodollars: 1_000_000_000) : worstCase.share(Int(used), of: 100)
        if !decision.isLocal { cloudBill += cost }
        let start = AttemptStart(
            id: AttemptID(at: time), call: call, conversation: ConversationID("c"), turn: TurnID("t"), iteration: 0,
            number: 0, slot: .chat, purpose: .chat, model: decision.isLocal ? policy.local : policy.cloud,
            startedAt: time, promptTokens: tokens, maxOutputTokens: 1, worstCase: worstCase, priceVersion: nil)
        let settlement = AttemptSettlement(
            id: start.id, settledAt: time, outcome: .succeeded, usage: Usage(input: tokens), usageSource: .provider,
            cost: cost, costState: .computed, latencyMicroseconds: 1)
        let due = books.add(
            AttemptRecord(start: start, settlement: settlement), isLocal: decision.isLocal, at: time)
        books.release(call)
        month = books.month ?? month
        for alert in due {
            alerts.append(alert)
            bill[alert.at] = alert.limit == .cloud ? cloudBill : month.spent
        }
    }
}

/// A reproducible source of randomness (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
