import AgentRuntime
import LanguageModels
import Money
import Testing

@testable import ConversationBudgets

/// Random schedules of calls at once against a provider that keeps its own bill.
@Suite struct BudgetScheduleTests {
    @Test func `in 10,000 schedules no bill passes its budget, and the money is used`() {
        let seed = UInt64.random(in: 0...(.max))
        var random = Chance(state: seed)
        var (spent, offered) = (0.0, 0.0)
        for number in 0..<10_000 {
            // Every hundredth has up to 200 calls at once.
            let calls = Int.random(in: 1...(number % 100 == 0 ? 200 : 12), using: &random)
            var schedule = BudgetSchedule(calls: calls, random: &random)
            schedule.run(&random)
            #expect(schedule.violations == [], "seed \(seed), schedule \(number)")
            if schedule.wasRefused, schedule.cap > 40 * schedule.smallestCall {
                spent += Double(schedule.bill)
                offered += Double(schedule.cap)
            }
            if !schedule.violations.isEmpty { return }
        }
        #expect(offered > 0 && spent / offered >= 0.95, "seed \(seed): \(spent / offered)")
    }
}

/// One schedule: calls that come in order, are admitted by the gate's own rules, and end in any order.
private struct BudgetSchedule {
    private struct Call {
        var prompt: Int
        var desired: Int
        var conversation: Int
        var retries: Int
    }

    private struct Flight {
        var id: AttemptID
        var call: Call
        var limit: Int
    }

    let cap: Int64
    private(set) var bill: Int64 = 0
    private(set) var wasRefused = false
    private(set) var violations: [String] = []
    private var bills: [Int: Int64] = [:]
    private let rates: (input: Int64, output: Int64)
    private let conversationCap: Int64
    private var book = BudgetBook()
    private var waiting: [Call] = []
    private var flying: [Flight] = []
    private var attempts = 0

    init(calls: Int, random: inout Chance) {
        rates = (.random(in: 0...5000, using: &random), .random(in: 1...20_000, using: &random))
        for _ in 0..<calls {
            waiting.append(
                Call(
                    prompt: .random(in: 1...500, using: &random), desired: .random(in: 1...8000, using: &random),
                    conversation: .random(in: 0..<3, using: &random), retries: .random(in: 0...2, using: &random)))
        }
        cap = .random(in: 0...(rates.output * 4000 * Int64(calls)), using: &random)
        conversationCap = Bool.random(using: &random) ? cap / 2 : .max / 4
    }

    var smallestCall: Int64 { cost(500, 16) }

    private func cost(_ prompt: Int, _ output: Int) -> Int64 {
        Int64(prompt) * rates.input + Int64(output) * rates.output
    }

    mutating func run(_ random: inout Chance) {
        while !waiting.isEmpty || !flying.isEmpty {
            let mayStart = !waiting.isEmpty && Int.random(in: 0..<3, using: &random) > 0
            if mayStart, start() { continue }
            if flying.isEmpty, !waiting.isEmpty {
                if !start() {
                    violations.append("a call waits although nothing is in flight")
                    return
                }
            } else if !flying.isEmpty {
                finish(&random)
            }
        }
        if bill > cap { violations.append("the bill of \(bill) passes the cap of \(cap)") }
        for (conversation, bill) in bills where bill > conversationCap {
            violations.append("conversation \(conversation) passes its cap")
        }
        for account in book.accounts.values where account.reserved != .zero {
            violations.append("\(account.id.scope) still holds \(account.reserved)")
        }
        if book.accounts[BudgetAccountID(scope: .global)].map({ $0.spent.usd.picodollars != bill }) ?? (bill > 0) {
            violations.append("the books differ from the bill")
        }
    }

    /// Admits or refuses the first in line; false when it must wait.
    private mutating func start() -> Bool {
        let call = waiting[0]
        let claims = [
            BudgetClaim(.global, limits: BudgetLimits(usd: Money(picodollars: cap))),
            BudgetClaim(.tag("\(call.conversation)"), limits: BudgetLimits(usd: Money(picodollars: conversationCap))),
        ]
        let (input, output) = rates
        let allowance = Allowance(prompt: call.prompt, desired: call.desired) { tokens in
            Money(picodollars: Int64(call.prompt) * input + Int64(tokens) * output)
        }
        attempts += 1
        let id = AttemptID("\(attempts)")
        func hold(_ limit: Int) -> BudgetHold {
            BudgetHold(
                attempt: id, claims: claims, amount: allowance.amount(limit), deadline: Timestamp(microseconds: .max))
        }
        var limit = call.desired
        if case .refused(let refusal) = book.reserve(hold(limit), at: Timestamp(microseconds: 0)) {
            switch allowance.verdict(refusal.statuses, waiting: waiting.count - 1) {
            case .wait: return false
            case .refuse:
                wasRefused = wasRefused || refusal.refusing.scope == .global
                waiting.removeFirst()
                return true
            case .shorten(let tokens):
                limit = tokens
                guard case .held = book.reserve(hold(limit), at: Timestamp(microseconds: 0)) else {
                    violations.append("what the gate allowed does not fit")
                    return true
                }
            }
        }
        waiting.removeFirst()
        flying.append(Flight(id: id, call: call, limit: limit))
        return true
    }

    /// Ends a call: mostly with all it was allowed, sometimes cancelled or failed, which may be tried again.
    private mutating func finish(_ random: inout Chance) {
        let flight = flying.remove(at: Int.random(in: 0..<flying.count, using: &random))
        var output = flight.limit
        var call = flight.call
        switch Int.random(in: 0..<8, using: &random) {
        case 0: output = .random(in: 0...flight.limit, using: &random)
        case 1 where call.retries > 0:
            output = 0
            call.retries -= 1
            waiting.insert(call, at: 0)
        default: break
        }
        let used = cost(call.prompt, output)
        bill += used
        bills[call.conversation, default: 0] += used
        _ = book.settle(
            flight.id,
            used: BudgetAmount(usd: Money(picodollars: used), tokens: call.prompt + output, operations: 1),
            at: Timestamp(microseconds: 0))
    }
}

/// Numbers that follow from a seed (SplitMix64).
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
