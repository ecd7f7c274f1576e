import AgentRuntime
import LanguageModels
import Money

/// A closed set of words that the file keeps as small numbers. Numbers are never reused: new cases go to the end.
protocol StoredCase: Equatable {
    static var stored: [Self] { get }
}

extension StoredCase {
    var storedNumber: Int {
        guard let index = Self.stored.firstIndex(of: self) else {
            preconditionFailure("\(Self.self).stored misses \(self)")
        }
        return index
    }
}

extension PreparedStatement {
    func bind(_ index: Int32, _ value: some StoredCase) { bind(index, value.storedNumber) }

    func storedCase<T: StoredCase>(_ column: Int32, of type: T.Type = T.self) throws -> T {
        let number = int(column)
        guard T.stored.indices.contains(number) else {
            throw LedgerError(.damaged, "The ledger holds an unknown \(T.self) (\(number)). Run `farthing doctor`.")
        }
        return T.stored[number]
    }
}

extension TurnEnd.Outcome: StoredCase {
    static let stored: [Self] = [.completed, .cancelled, .failed, .stopped, .interrupted]
}

extension AttemptSettlement.Outcome: StoredCase {
    static let stored: [Self] = [.succeeded, .failed, .cancelled, .lost, .cached]
}

extension AnswerVerdict.Source: StoredCase {
    static let stored: [Self] = [.thumb, .judge, .check, .retry, .edit, .error, .escalation, .continued]
}

extension MessageRecord.Origin: StoredCase {
    static let stored: [Self] = [.person, .intervention, .model, .partial, .tools, .runtime, .summary]
}

extension Message.Role: StoredCase {
    static let stored: [Self] = [.system, .user, .assistant, .tool]
}

extension ModelSlot: StoredCase {
    static let stored: [Self] = [.chat, .utility, .browser, .embedding]
}

extension UsageReport.Source: StoredCase {
    static let stored: [Self] = [.provider, .estimate, .missing]
}

extension CostState: StoredCase {
    static let stored: [Self] = [.reported, .computed, .estimated, .unpriced, .free]
}
