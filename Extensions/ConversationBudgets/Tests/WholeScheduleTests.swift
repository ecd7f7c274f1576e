import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import ConversationBudgets

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Random schedules through whole runtimes: streams, cancelled turns, retries, fallbacks and subordinates at once,
/// against models that always use what they were allowed and keep a bill of their own, word by word.
@Suite struct WholeScheduleTests {
    private static let isFull = getenv("FARTHING_TESTS").map { String(cString: $0) == "full" } ?? false

    @Test func `in whole runtimes no bill passes its budget, and the money is used`() async throws {
        try await run(schedules: 120)
    }

    @Test(.enabled(if: isFull)) func `in 10,000 whole runtimes no bill passes its budget, at full size`() async throws {
        try await run(schedules: 10_000)
    }

    private func run(schedules: Int) async throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = Chance(state: seed)
        var (spent, offered) = (0.0, 0.0)
        for number in 0..<schedules {
            let calls = Int.random(in: 1...(number % 100 == 99 ? 200 : 10), using: &random)
            let schedule = WholeSchedule(calls: calls, random: &random)
            let outcome = try await schedule.run(&random)
            #expect(outcome.violations == [], "seed \(seed), schedule \(number)")
            guard outcome.violations.isEmpty else { return }
            if outcome.wasRefused, schedule.cap > 40 * schedule.smallestCall {
                spent += Double(outcome.bill)
                offered += Double(schedule.cap)
            }
        }
        if schedules > 1000 { #expect(offered > 0 && spent / offered >= 0.95, "seed \(seed): \(spent / offered)") }
    }
}

/// One schedule.
private struct WholeSchedule {
    struct Outcome {
        var bill: Int64
        var wasRefused: Bool
        var violations: [String]
    }

    /// Words of the longest answer.
    private static let longest = 30
    let cap: Int64
    private let rates: (input: Int64, output: Int64)
    private let calls: [String]
    private let cancels: [Int?]
    private let seed: UInt64

    init(calls count: Int, random: inout Chance) {
        rates = (.random(in: 0...5000, using: &random), .random(in: 1...20_000, using: &random))
        let words = ["plain", "fail", "cut", "delegate", "down", "plain"]
        calls = (0..<count).map { _ in
            (0..<Int.random(in: 1...4, using: &random)).map { _ in "word" }.joined(separator: " ") + " "
                + (words.randomElement(using: &random) ?? "plain")
        }
        cancels = calls.map { _ in
            Int.random(in: 0..<8, using: &random) == 0 ? Int.random(in: 0...40, using: &random) : nil
        }
        cap = .random(in: 0...(rates.output * Int64(Self.longest * count) + rates.input * 20), using: &random)
        seed = random.next()
    }

    var smallestCall: Int64 { rates.input * 30 + rates.output * 16 }

    func run(_ random: inout Chance) async throws -> Outcome {
        let bill = NIOLockedValueBox(Int64(0))
        let main = BillingModel("main", rates, seed: seed, bill: bill)
        let spare = BillingModel("spare", rates, seed: seed &+ 1, bill: bill)
        let plan = BudgetPlan(
            rules: [.global: .init(BudgetLimits(usd: Money(picodollars: cap)))], longestWait: .seconds(1_000_000))
        let clock = ManualClock()
        let test = try TestRuntime(
            ScriptedModel { _, _ in throw ModelError(.server, "down") }, others: [main, spare],
            extensions: [ConversationBudgets(plan)], tools: [Delegate()],
            fallbacks: [main.profile.id, spare.profile.id], parameters: CallParameters(maxOutputTokens: Self.longest),
            ledger: InMemoryLedger(clock: clock),
            pricing: FlatPricing(
                input: Money(picodollars: rates.input), output: Money(picodollars: rates.output)), clock: clock,
            budgets: plan)
        let wasRefused = NIOLockedValueBox(false)
        let ended = NIOLockedValueBox(false)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // What waits for a moment need not: retries after a pause, and looking for other processes' money.
                while !ended.withLockedValue({ $0 }) {
                    if let next = clock.untilNextWake, next <= .seconds(30) { clock.advance(by: next) }
                    await Task.yield()
                }
            }
            group.addTask {
                await withTaskGroup(of: Void.self) { turns in
                    for (text, cancel) in zip(calls, cancels) {
                        turns.addTask { await Self.turn(text, cancel, test, wasRefused) }
                    }
                }
                ended.withLockedValue { $0 = true }
            }
        }
        let status = try await test.runtime.budgetStatus(of: nil)[0]
        let total = bill.withLockedValue { $0 }
        var violations: [String] = []
        if total > cap { violations.append("the bill of \(total) passes the cap of \(cap)") }
        if status.reserved != .zero { violations.append("\(status.reserved) is still held") }
        if status.spent.usd.picodollars > cap { violations.append("the books pass the cap") }
        if status.spent.usd.picodollars < total { violations.append("the books have less than the bill") }
        return Outcome(bill: total, wasRefused: wasRefused.withLockedValue { $0 }, violations: violations)
    }

    private static func turn(
        _ text: String, _ cancel: Int?, _ test: TestRuntime, _ wasRefused: NIOLockedValueBox<Bool>
    ) async {
        do {
            let conversation = try await test.runtime.newConversation()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await conversation.send(text) { _ in } }
                if let cancel {
                    for _ in 0..<cancel { await Task.yield() }
                    group.cancelAll()
                }
                try await group.next()
            }
        } catch is BudgetExceeded { wasRefused.withLockedValue { $0 = true } } catch {
            // Failed, cut off or cancelled, as the schedule has it.
        }
    }
}

/// Lets a subordinate do the work.
private struct Delegate: DynamicTool {
    let definition = ToolDefinition(name: "delegate", description: "Delegates.", parameters: ["type": "object"])

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        ToolOutput(try await run.callSubordinate("do it plain"))
    }
}

/// A model that says as many words as it may, and bills each word as it is taken.
private struct BillingModel: Model {
    let profile: ModelProfile
    private let rates: (input: Int64, output: Int64)
    private let bill: NIOLockedValueBox<Int64>
    private let random: NIOLockedValueBox<Chance>

    init(_ name: String, _ rates: (input: Int64, output: Int64), seed: UInt64, bill: NIOLockedValueBox<Int64>) {
        profile = ModelProfile(
            id: ModelID(provider: "scripted", name: name), contextWindow: 128_000, maxOutputTokens: 64)
        self.rates = rates
        self.bill = bill
        random = NIOLockedValueBox(Chance(state: seed))
    }

    func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        let chance = random.withLockedValue { Int.random(in: 0..<4, using: &$0) }
        let asked = request.messages.last { $0.role == .user }?.text ?? ""
        if asked.hasSuffix("fail"), chance < 2 { throw ModelError(.overloaded, "busy") }
        if asked.hasSuffix("down"), profile.id.name == "main" { throw ModelError(.server, "down") }
        let prompt = WordTokens().promptTokens(of: request).tokens
        charge(Int64(prompt) * rates.input)
        try await onEvent(.started(id: "id", servedModel: nil))
        let allowed = request.maxOutputTokens ?? 64
        if asked.hasSuffix("delegate"), !request.messages.contains(where: { !$0.toolResults.isEmpty }) {
            charge(Int64(allowed) * rates.output)
            try await onEvent(.toolCallStarted(index: 0, id: "call", name: "delegate"))
            try await onEvent(.toolCallArguments(index: 0, delta: "{}"))
            let usage = UsageReport(Usage(input: prompt, output: allowed), source: .provider)
            try await onEvent(.usage(usage))
            return ModelResponse(
                message: Message(
                    role: .assistant, content: [.toolCall(ToolCall(id: "call", name: "delegate", arguments: "{}"))]),
                finishReason: .toolCalls, usage: usage)
        }
        var text = ""
        for number in 0..<allowed {
            if asked.hasSuffix("cut"), number == allowed / 2, chance == 0 { throw ModelError(.network, "cut off") }
            try Task.checkCancellation()
            let word = number == 0 ? "w" : " w"
            try await onEvent(.textDelta(word))
            charge(rates.output)
            text += word
            if number % 7 == 0 { await Task.yield() }
        }
        let usage = UsageReport(Usage(input: prompt, output: allowed), source: .provider)
        try await onEvent(.usage(usage))
        return ModelResponse(message: Message(.assistant, text), finishReason: .stop, usage: usage)
    }

    private func charge(_ picodollars: Int64) { bill.withLockedValue { $0 += picodollars } }
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
