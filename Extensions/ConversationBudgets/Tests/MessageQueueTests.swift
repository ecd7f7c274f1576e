import AgentRuntime
import ConversationBudgets
import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

/// Messages that were put off for lack of money, answered when there is some.
@Suite struct MessageQueueTests {
    /// Hands the conversations of a runtime over and remembers what was answered.
    private final class Desk: QueueDesk {
        let runtime: Runtime
        private let all = NIOLockedValueBox<[String]>([])
        private let bell = BudgetSignal()

        init(_ runtime: Runtime) { self.runtime = runtime }

        var outcomes: [String] { all.withLockedValue { $0 } }

        func conversation(for message: QueuedMessage) async throws -> Conversation? {
            try await runtime.resumeConversation(message.conversation)
        }

        func watcher(of message: QueuedMessage) async -> RunEventSink { { _ in } }

        func finished(_ message: QueuedMessage, _ outcome: Result<TurnResult, any Error>) async {
            let text = if case .success(let result) = outcome { result.text } else { "given up" }
            all.withLockedValue { $0.append("\(message.text): \(text)") }
            bell.advance()
        }

        func waitForOne() async throws { try await bell.wait(after: 0) }
    }

    private static let plan = BudgetPlan(rules: [.global: .init(BudgetLimits(usd: .zero), policy: .queue)])

    private func runtime(_ model: ScriptedModel, clock: ManualClock = ManualClock()) throws -> TestRuntime {
        try TestRuntime(
            model, extensions: [ConversationBudgets(Self.plan)], ledger: InMemoryLedger(clock: clock), clock: clock,
            budgets: Self.plan)
    }

    private func putOff(_ texts: [(String, BudgetPriority)], _ test: TestRuntime) async throws -> [ConversationID] {
        var ids: [ConversationID] = []
        for (text, priority) in texts {
            let conversation = try await test.runtime.newConversation()
            await #expect(throws: BudgetExceeded.self) {
                try await conversation.send(
                    text, spender: Spender(key: "k", priority: priority), onEvent: test.log.sink)
            }
            ids.append(conversation.id)
        }
        return ids
    }

    private func allow(_ test: TestRuntime, usd: Money = Money(dollars: 1)) async throws {
        try await test.ledger.record(
            BudgetChange(
                at: test.clock.now, account: BudgetAccountID(scope: .global), action: .set,
                limits: BudgetLimits(usd: usd), who: "test"))
    }

    @Test func `when money returns they are answered by priority, each in its conversation`() async throws {
        let model = ScriptedModel { request, _ in .text("re " + (request.messages.last?.text ?? "")) }
        let test = try runtime(model)
        let ids = try await putOff([("later", .low), ("soon", .high), ("then", .normal)], test)
        let desk = Desk(test.runtime)
        #expect(try await test.runtime.answerQueue(desk) == 0)
        try await allow(test)
        #expect(try await test.runtime.answerQueue(desk) == 3)
        #expect(desk.outcomes == ["soon: re soon", "then: re then", "later: re later"])
        #expect(try await test.ledger.queuedMessages(limit: 9) == [])
        #expect(try await test.runtime.answerQueue(desk) == 0)
        // The refused turn is taken back: question and answer stand there once.
        let history = try await test.runtime.resumeConversation(ids[0]).entries.map(\.message.text)
        #expect(history == ["later", "re later"])
        // The key that asked pays.
        let key = try await test.runtime.budgetStatus(of: ids[0], spender: Spender(key: "k"))
        #expect(key.first { $0.scope == .key("k") }?.spent.operations == 3)
    }

    @Test func `a process that stays answers by itself as soon as a budget is raised`() async throws {
        let test = try runtime(ScriptedModel { _, _ in .text("now") })
        _ = try await putOff([("later", .normal)], test)
        let desk = Desk(test.runtime)
        try await test.runtime.withJobs(desk) {
            await test.clock.sleepers(atLeast: 2)
            try await allow(test)
            try await desk.waitForOne()
        }
        #expect(desk.outcomes == ["later: now"])
    }

    @Test func `too little money leaves them where they are`() async throws {
        let model = ScriptedModel([])
        let test = try runtime(model)
        let ids = try await putOff([("later", .normal)], test)
        try await allow(test, usd: Money(picodollars: 1))
        let desk = Desk(test.runtime)
        #expect(try await test.runtime.answerQueue(desk) == 0)
        #expect(try await test.ledger.queuedMessages(limit: 9).map(\.text) == ["later"])
        #expect(model.requests.isEmpty)
        #expect(try await test.runtime.resumeConversation(ids[0]).entries.map(\.message.text) == ["later"])
    }

    @Test func `a message that fails for other reasons is tried again later, and given up in the end`() async throws {
        let clock = ManualClock()
        let test = try runtime(
            ScriptedModel { _, _ in .failure(ModelError(.invalidRequest, "no")) }, clock: clock)
        _ = try await putOff([("later", .normal)], test)
        try await allow(test)
        let desk = Desk(test.runtime)
        for failures in 1...4 {
            #expect(try await test.runtime.answerQueue(desk) == 0)
            #expect(try await test.ledger.queuedMessages(limit: 1).map(\.failures) == [failures])
            clock.advance(by: .seconds(60 << failures))
        }
        #expect(desk.outcomes == [])
        #expect(try await test.runtime.answerQueue(desk) == 0)
        #expect(desk.outcomes == ["later: given up"])
        #expect(try await test.ledger.queuedMessages(limit: 1) == [])
    }

    @Test func `a message that another process answers is left alone`() async throws {
        let test = try runtime(ScriptedModel { _, _ in .text("ok") })
        _ = try await putOff([("later", .normal)], test)
        try await allow(test)
        let message = try #require(try await test.ledger.queuedMessages(limit: 1).first)
        #expect(try await test.ledger.claimQueued(message.id, until: test.clock.now + .seconds(60)))
        let desk = Desk(test.runtime)
        #expect(try await test.runtime.answerQueue(desk) == 0)
        test.clock.advance(by: .seconds(60))
        #expect(try await test.runtime.answerQueue(desk) == 1)
    }
}
