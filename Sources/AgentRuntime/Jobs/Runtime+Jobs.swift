extension Runtime {
    /// Runs `body` and, beside it, what a process that stays does: `job_loop` every minute, and the answers to messages
    /// that had been put off until there is money.
    ///
    /// - Parameter desk: who hands the answers over; nil leaves the queue alone.
    /// - Throws: what `body` throws.
    public func withJobs<T: Sendable>(_ desk: (any QueueDesk)?, _ body: () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepTime() }
            if let desk { group.addTask { await self.keepAnswering(desk) } }
            defer { group.cancelAll() }
            return try await body()
        }
    }

    /// Answers the messages that wait for money, as far as there is money now.
    ///
    /// - Returns: how many were answered.
    /// - Throws: `LedgerError`; `CancellationError`.
    public func answerQueue(_ desk: any QueueDesk) async throws -> Int {
        var unpaid: Set<MessageID> = []
        return try await MessageQueue(runtime: self, desk: desk).drain(unpaid: &unpaid)
    }

    /// The time between two rounds of jobs.
    private static let minute = Duration.seconds(60)

    /// Waiting messages whose budgets are watched; the first in line are answered first.
    private static let messagesWatched = 32

    private func keepTime() async {
        let now = services.clock.now
        let run = makeRun(conversation: ConversationID(at: now), turn: TurnID(at: now), permissions: Permissions()) {
            _ in
        }
        defer { run.close() }
        while true {
            // Cancelled: the process ends.
            do { try await services.clock.sleep(for: Self.minute) } catch { return }
            await run.hooks.jobLoop(services.clock.now, in: run.environment)
        }
    }

    private func keepAnswering(_ desk: any QueueDesk) async {
        let queue = MessageQueue(runtime: self, desk: desk)
        var free: [BudgetAccountID: BudgetLimits] = [:]
        var unpaid: Set<MessageID> = []
        var last = Timestamp(microseconds: 0)
        while !Task.isCancelled {
            let (money, messages) = (services.ledger.budgetSignal, services.ledger.queueSignal)
            let heard = (money: money.generation, messages: messages.generation)
            do {
                // Money comes back with every call that ends: what was refused is tried again only when more is free.
                let now = try await freeByAccount()
                let hasMore = isMore(now, than: free)
                if hasMore { unpaid = [] }
                if hasMore || services.clock.now - last >= Self.minute {
                    _ = try await queue.drain(unpaid: &unpaid)
                    last = services.clock.now
                }
                free = try await freeByAccount()
                // Other processes and new days give no signal here.
                if free.isEmpty {
                    // Nobody needs the money that comes back: calls need not give it back any sooner, and what they give
                    // back need not be looked at.
                    try await messages.wait(after: heard.messages, atMost: Self.minute, services.clock)
                } else {
                    try await money.wait(after: heard.money, atMost: .seconds(5), services.clock)
                }
            } catch is CancellationError {
                return
            } catch {
                // The ledger could not be read or written: the messages stay there for the next minute.
                do { try await services.clock.sleep(for: Self.minute) } catch { return }
            }
        }
    }

    /// What is free in the budgets that the waiting messages ran against.
    private func freeByAccount() async throws -> [BudgetAccountID: BudgetLimits] {
        var free: [BudgetAccountID: BudgetLimits] = [:]
        for message in try await services.ledger.queuedMessages(limit: Self.messagesWatched) {
            for status in try await budgetStatus(of: message.conversation, spender: message.spender) {
                free[status.account] = status.remaining
            }
        }
        return free
    }

    private func isMore(_ now: [BudgetAccountID: BudgetLimits], than before: [BudgetAccountID: BudgetLimits]) -> Bool {
        now.contains { account, free in
            guard let old = before[account] else { return true }
            return BudgetUnit.allCases.contains { unit in
                guard let count = free.count(of: unit) else { return old.count(of: unit) != nil }
                return old.count(of: unit).map { count > $0 } ?? false
            }
        }
    }
}
