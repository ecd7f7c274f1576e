import AgentRuntime
import GRDB
import Money

/// What a transaction adds to a conversation's totals.
struct TotalChange {
    var updatedAt = Int64.min
    var settled = 0
    var unpriced = 0
    var estimated = 0
    var cost = Money.zero
    var usage = Usage()

    mutating func add(_ settlement: AttemptSettlement) {
        updatedAt = max(updatedAt, settlement.settledAt.microseconds)
        settled += 1
        unpriced += settlement.cost == nil ? 1 : 0
        estimated += settlement.costState == .estimated ? 1 : 0
        cost = cost + (settlement.cost ?? .zero)
        usage += settlement.usage
    }
}

extension LedgerWriter {
    /// Notes that something happened in a conversation.
    func touch(_ conversation: Int64, at time: Timestamp) {
        let known = totals[conversation, default: TotalChange()].updatedAt
        totals[conversation, default: TotalChange()].updatedAt = max(known, time.microseconds)
    }

    /// Adds the changes of this transaction to the totals.
    func writeTotals(_ db: Database) throws {
        for (conversation, change) in totals {
            let update = try statement(.updateTotal, db)
            update.bind(1, conversation)
            update.bind(2, change.updatedAt)
            update.bind(3, change.settled)
            update.bind(4, change.unpriced)
            update.bind(5, change.estimated)
            update.bind(6, change.cost.picodollars)
            for (index, count) in UsageColumns.values(change.usage).enumerated() {
                update.bind(Int32(index) + 7, count)
            }
            try update.run()
            for (tool, count) in change.usage.serverTools {
                try addOther(conversation, kind: 0, tool.rawValue, count, db)
            }
            for (unit, count) in change.usage.units { try addOther(conversation, kind: 1, unit.rawValue, count, db) }
        }
        totals.removeAll(keepingCapacity: true)
    }

    private func addOther(_ conversation: Int64, kind: Int, _ name: String, _ count: Int, _ db: Database) throws {
        let add = try statement(.addOtherUsage, db)
        add.bind(1, conversation)
        add.bind(2, kind)
        add.bind(3, try key(of: name, db))
        add.bind(4, max(0, count))
        try add.run()
    }
}
