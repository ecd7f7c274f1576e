import LanguageModels
import Money

/// Answers the messages that wait for money, the important ones first, then the oldest, as far as there is money.
///
/// A message leaves the queue in the commit that ends its turn with an answer: a process that dies answers nothing twice
/// and loses nothing.
struct MessageQueue: Sendable {
    /// For how long a process that answers keeps others away. An answer that takes longer may be begun a second time;
    /// the one that comes second is refused by the ledger.
    static let claimTime = Duration.seconds(3600)
    /// Failures that have nothing to do with money before a message is given up.
    static let mostFailures = 5

    let runtime: Runtime
    let desk: any QueueDesk

    private var ledger: any LedgerStore { runtime.services.ledger }
    private var clock: any RuntimeClock { runtime.services.clock }

    /// What came of trying to answer a message.
    private enum Outcome {
        case answered
        /// There was too little money.
        case unpaid
        /// Somebody else has it, its conversation is busy, or the model failed.
        case notNow
    }

    /// Answers what can be paid for.
    ///
    /// - Parameter unpaid: messages that are not tried, as there is no more money than when they were refused; those
    ///   that are refused now join them.
    /// - Returns: how many messages were answered.
    /// - Throws: `LedgerError`; `CancellationError`.
    func drain(unpaid: inout Set<MessageID>) async throws -> Int {
        var answered = 0
        var skipped = unpaid
        while true {
            let waiting = try await ledger.queuedMessages(limit: QueuedMessage.limit)
            unpaid.formIntersection(waiting.map(\.id))
            guard let message = try await firstPayable(waiting.filter { !skipped.contains($0.id) }) else {
                return answered
            }
            switch try await answer(message) {
            case .answered: answered += 1
            case .notNow: skipped.insert(message.id)
            case .unpaid:
                skipped.insert(message.id)
                unpaid.insert(message.id)
            }
        }
    }

    private func firstPayable(_ waiting: [QueuedMessage]) async throws -> QueuedMessage? {
        for message in waiting {
            try Task.checkCancellation()
            let statuses = try await runtime.budgetStatus(of: message.conversation, spender: message.spender)
            if !statuses.contains(where: \.isExhausted) { return message }
        }
        return nil
    }

    /// Answers one message.
    private func answer(_ message: QueuedMessage) async throws -> Outcome {
        guard try await ledger.claimQueued(message.id, until: clock.now + Self.claimTime) else { return .notNow }
        do {
            guard let conversation = try await desk.conversation(for: message), !conversation.isRunning else {
                try await ledger.returnQueued(message.id, until: clock.now, isFailure: false)
                return .notNow
            }
            // The turn that was refused stands at the end with nothing but the question: this one takes its place.
            if conversation.entries.last.map({ $0.origin == .person && $0.message.text == message.text }) ?? false {
                _ = try await conversation.undo()
            }
            var spender = message.spender
            spender.queued = message.id
            let result = try await conversation.send(
                message.text, spender: spender, onEvent: await desk.watcher(of: message))
            await desk.finished(message, .success(result))
            return .answered
        } catch {
            try await uncancelled { try await putBack(message, after: error) }
            if error is CancellationError { throw error }
            return error is BudgetExceeded ? .unpaid : .notNow
        }
    }

    private func putBack(_ message: QueuedMessage, after error: any Error) async throws {
        // A person at another program is talking in that conversation, or the process ends: no failure of the message.
        let isOurs = error is BudgetExceeded || error is CancellationError || (error as? AgentError)?.code == .busy
        guard !isOurs else { return try await ledger.returnQueued(message.id, until: clock.now, isFailure: false) }
        let failures = message.failures + 1
        if failures >= Self.mostFailures || (error as? AgentError)?.code == .noSuchConversation {
            // Somebody else may have taken it meanwhile: then there is nothing to give up.
            guard try await ledger.dequeue(message.id) else { return }
            return await desk.finished(message, .failure(error))
        }
        let pause = Duration.seconds(60 << Int64(failures))
        try await ledger.returnQueued(message.id, until: clock.now + pause, isFailure: true)
    }
}
