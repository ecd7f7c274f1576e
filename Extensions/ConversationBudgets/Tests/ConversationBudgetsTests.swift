import AgentRuntime
import ConversationBudgets
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

/// The extension on a whole runtime with a scripted model that keeps its own bill.
@Suite struct ConversationBudgetsTests {
    /// $1 a million tokens in, $2 out: in micro-dollars, one a prompt token and two an answer's.
    private static func microdollars(_ count: Int) -> Money { Money(picodollars: Int64(count) * 1_000_000) }

    private static func plan(
        _ scope: BudgetScope, usd: Money, policy: BudgetPolicy = .block, yields: Bool = false
    ) -> BudgetPlan {
        BudgetPlan(rules: [
            scope: .init(BudgetLimits(usd: usd), policy: policy, yieldsToPriority: yields)
        ])
    }

    private static func reply(_ output: Int, input: Int = 10) -> ScriptedReply {
        .text("ok").used(Usage(input: input, output: output))
    }

    @Test func `of 100 calls at once against a cap that fits 20, at least 19 are answered and the cap holds`()
        async throws
    {
        let bill = NIOLockedValueBox(Money.zero)
        let model = ScriptedModel { request, _ in
            // True use is far below the model's maximum of 16,384 tokens; a lower limit is heeded.
            let output = min(100, request.maxOutputTokens ?? .max)
            bill.withLockedValue { $0 += Self.microdollars(10 + 2 * output) }
            return Self.reply(output)
        }
        let cap = Self.microdollars(20 * 210)
        let test = try TestRuntime(model, extensions: [ConversationBudgets(Self.plan(.global, usd: cap))])
        let outcomes = await withTaskGroup(of: Result<TurnResult, any Error>.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    do { return .success(try await test.send("Hi")) } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let answered = outcomes.count { if case .success = $0 { true } else { false } }
        #expect(answered >= 19)
        #expect(bill.withLockedValue { $0 } <= cap)
        for case .failure(let error) in outcomes {
            let refusal = try #require((error as? BudgetExceeded)?.refusal, "\(error)")
            // Refused only when the money is really gone.
            #expect(refusal.refusing.remaining.usd ?? .zero < Self.microdollars(2 * 210))
        }
        let status = try await test.runtime.budgetStatus(of: nil)[0]
        #expect(status.reserved == .zero)
        #expect(status.spent.usd == bill.withLockedValue { $0 })
    }

    @Test func `an answer is shortened to what is left, and refused below the least that providers accept`()
        async throws
    {
        let model = ScriptedModel { request, _ in Self.reply(request.maxOutputTokens ?? 0, input: 3) }
        // The prompt "You are A0." and "Hi" have 4 words: 4 for the prompt and 2 × 500 for the answer.
        let plan = Self.plan(.eachConversation, usd: Self.microdollars(1004))
        let test = try TestRuntime(model, extensions: [ConversationBudgets(plan)])
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send("Hi", onEvent: test.log.sink)
        #expect(model.requests.map(\.maxOutputTokens) == [500])
        await #expect(throws: BudgetExceeded.self) { try await conversation.send("Hi", onEvent: test.log.sink) }
        #expect(model.requests.count == 1)
        let stored = try #require(try await test.ledger.conversation(conversation.id))
        #expect(stored.turns.map { $0.end?.outcome } == [.completed, .failed])
    }

    @Test func `alerts fire once a threshold, and again after a raise`() async throws {
        let model = ScriptedModel { _, _ in Self.reply(45) }
        let plan = Self.plan(.eachConversation, usd: Self.microdollars(1000))
        let test = try TestRuntime(
            model, extensions: [ConversationBudgets(plan)], parameters: CallParameters(maxOutputTokens: 45))
        let conversation = try await test.runtime.newConversation()
        for _ in 0..<9 { _ = try await conversation.send("Hi", onEvent: test.log.sink) }
        let notices = test.log.outline.filter { $0.hasPrefix("notice") }
        #expect(notices.count == 1, "\(notices)")
        try await test.ledger.record(
            BudgetChange(
                at: test.clock.now, account: BudgetAccountID(scope: .conversation(conversation.id)), action: .add,
                limits: BudgetLimits(usd: Self.microdollars(1000)), who: "test", reason: "more"))
        for _ in 0..<7 { _ = try await conversation.send("Hi", onEvent: test.log.sink) }
        #expect(test.log.outline.filter { $0.hasPrefix("notice") }.count == 2)
        let change = try #require(try await test.ledger.budgetChanges(limit: 1).first)
        #expect(change.who == "test" && change.reason == "more" && change.action == .add)
    }

    @Test func `a call that does not fit is downgraded to the next model that can be afforded`() async throws {
        let small = ModelID(provider: "scripted", name: "small")
        let cheap = ScriptedModel([Self.reply(5)], profile: ModelProfile(id: small, maxOutputTokens: 20))
        let dear = ScriptedModel([])
        let plan = Self.plan(.eachConversation, usd: Self.microdollars(50), policy: .downgrade)
        let test = try TestRuntime(
            dear, others: [cheap],
            extensions: [ConversationBudgets(plan, tiers: [[small], [dear.profile.id]])],
            pricing: TieredPricing(dear: dear.profile.id))
        let result = try await test.send("Hi")
        #expect(result.text == "ok")
        #expect(dear.requests.isEmpty)
        #expect(cheap.requests.count == 1)
    }

    @Test func `a message that does not fit is put off by priority and taken out once`() async throws {
        let model = ScriptedModel([])
        let plan = Self.plan(.eachConversation, usd: .zero, policy: .queue)
        let test = try TestRuntime(model, extensions: [ConversationBudgets(plan)])
        for (text, priority) in [("later", BudgetPriority.low), ("soon", .high), ("then", .normal)] {
            let conversation = try await test.runtime.newConversation()
            await #expect(throws: BudgetExceeded.self) {
                try await conversation.send(text, spender: Spender(priority: priority), onEvent: test.log.sink)
            }
        }
        let queued = try await test.ledger.queuedMessages(limit: 9)
        #expect(queued.map(\.text) == ["soon", "then", "later"])
        #expect(try await test.ledger.dequeue(queued[0].id))
        #expect(try await !test.ledger.dequeue(queued[0].id))
    }

    @Test func `high priority passes a budget that allows it, and that is recorded`() async throws {
        let model = ScriptedModel([Self.reply(5)])
        let plan = Self.plan(.eachConversation, usd: .zero, yields: true)
        let test = try TestRuntime(model, extensions: [ConversationBudgets(plan)])
        let conversation = try await test.runtime.newConversation()
        let spender = Spender(priority: .high, who: "ops", reason: "outage")
        _ = try await conversation.send("Hi", spender: spender, onEvent: test.log.sink)
        let change = try #require(try await test.ledger.budgetChanges(limit: 1).first)
        #expect(change.action == .override && change.who == "ops" && change.reason == "outage")
    }

    @Test func `high priority passes only the budgets that allow it`() async throws {
        let model = ScriptedModel([])
        let plan = BudgetPlan(
            rules: [
                .eachRun: .init(BudgetLimits(operations: 0), yieldsToPriority: true),
                .month: .init(BudgetLimits(usd: .zero)),
            ], longestWait: .zero)
        let test = try TestRuntime(model, extensions: [ConversationBudgets(plan)])
        let conversation = try await test.runtime.newConversation()
        let spender = Spender(priority: .high, who: "ops", reason: "outage")
        let error = await #expect(throws: BudgetExceeded.self) {
            try await conversation.send("Hi", spender: spender, onEvent: test.log.sink)
        }
        #expect(error?.refusal.refusing.scope == .month)
        #expect(model.requests.isEmpty)
    }

    /// Asks once more when the turn is over, behind every bundled extension.
    private struct AfterThought: Extension {
        let manifest = ExtensionManifest(name: "AfterThought", summary: "Asks again at the end.", order: 90)
        let refused: NIOLockedValueBox<Bool>

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.monologueEnd.add { [refused] _ in
                do {
                    _ = try await run.askUtility(system: "Think.", message: "And?", purpose: .memory)
                } catch is BudgetExceeded {
                    refused.withLockedValue { $0 = true }
                }
            }
        }
    }

    @Test func `what a run's last handlers ask counts against the run`() async throws {
        let model = ScriptedModel { _, _ in Self.reply(1) }
        let refused = NIOLockedValueBox(false)
        let plan = BudgetPlan(rules: [.eachRun: .init(BudgetLimits(operations: 1))], longestWait: .zero)
        let test = try TestRuntime(model, extensions: [ConversationBudgets(plan), AfterThought(refused: refused)])
        for _ in 0..<2 {
            refused.withLockedValue { $0 = false }
            _ = try await test.send("Hi")
            #expect(refused.withLockedValue { $0 })
        }
        #expect(model.requests.count == 2)
    }

    /// Says that the budget is nearly used up.
    private struct Pressed: Extension {
        let manifest = ExtensionManifest(name: "Pressed", summary: "Presses.", order: 6)

        func register(in hooks: inout Hooks, for run: Run) {
            hooks.messageLoopStart.add { state in
                state.paramsTemporary[BudgetPressure.parameter] = .init(BudgetPressure.onlyCheapest.rawValue)
            }
        }
    }

    @Test func `near a limit a message with an image is not moved to a model that sees none`() async throws {
        let blind = ModelID(provider: "scripted", name: "blind")
        let cheap = ScriptedModel([Self.reply(5)], profile: ModelProfile(id: blind))
        var profile = ScriptedModel.usualProfile
        profile.seesImages = true
        let dear = ScriptedModel(profile: profile) { _, _ in Self.reply(5) }
        let test = try TestRuntime(
            dear, others: [cheap],
            extensions: [ConversationBudgets(BudgetPlan(), tiers: [[blind], [dear.profile.id]]), Pressed()])
        let image = ContentPart.image(.base64("AAA=", mediaType: "image/png"))
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send(
            Message(role: .user, content: [.text("What is this?"), image]), onEvent: test.log.sink)
        #expect(cheap.requests.isEmpty && dear.requests.count == 1)
        _ = try await test.send("Hi")
        #expect(cheap.requests.count == 1)
    }

    @Test func `a run's own limits count its requests`() async throws {
        let model = ScriptedModel { _, _ in .text("no") }
        let plan = BudgetPlan(rules: [.eachRun: .init(BudgetLimits(operations: 0))])
        let test = try TestRuntime(model, extensions: [ConversationBudgets(plan)])
        let error = await #expect(throws: BudgetExceeded.self) { try await test.send("Hi") }
        #expect(error?.refusal.unit == .operations)
        #expect(model.requests.isEmpty)
    }
}

/// One model is dear, the others cost next to nothing.
private struct TieredPricing: Pricing {
    let dear: ModelID
    private let cheap = FlatPricing(input: Money(picodollars: 1), output: Money(picodollars: 1))
    private let high = FlatPricing(input: Money(picodollars: 1_000_000_000), output: Money(picodollars: 1_000_000_000))

    init(dear: ModelID) { self.dear = dear }

    var version: String { "tiered" }

    private func prices(_ model: ModelID) -> FlatPricing { model == dear ? high : cheap }

    func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
        prices(model).price(report, model: model, tier: tier, at: time)
    }

    func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
        prices(model).worstCase(bounds, model: model, at: time)
    }

    func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }
}
