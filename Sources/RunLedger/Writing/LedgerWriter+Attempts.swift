import AgentRuntime
import GRDB
import LanguageModels
import Money

extension LedgerWriter {
    func begin(_ start: AttemptStart, _ db: Database) throws {
        try require(
            start.iteration >= 0 && start.number >= 0 && start.promptTokens >= 0 && start.maxOutputTokens ?? 0 >= 0
                && start.countedTokens ?? 0 >= 0
                && start.worstCase?.isNegative != true,
            "attempt \(start.id) has a negative amount")
        let turn = try turn(start.turn, in: start.conversation, db)
        // The words come first: looking up a new one runs statements of its own.
        let purpose = try key(of: start.purpose.rawValue, db)
        let tool = try key(of: start.tool, db)
        let caller = try key(of: start.caller, db)
        let model = try key(of: start.model.description, db)
        let tier = try key(of: start.tier, db)
        let priceVersion = try key(of: start.priceVersion, db)
        let task = try key(of: start.task, db)
        let apiKey = try key(of: start.key, db)
        let baselineModel = try key(of: start.baseline?.model?.description, db)
        let add = try statement(.addAttempt, db)
        add.bind(1, start.id)
        add.bind(2, nextSeq())
        add.bind(3, start.call)
        add.bind(4, turn.key)
        add.bind(5, owner)
        add.bind(6, start.iteration)
        add.bind(7, start.number)
        add.bind(8, start.slot)
        add.bind(9, purpose)
        add.bind(10, tool)
        add.bind(11, caller)
        add.bind(12, model)
        add.bind(13, tier)
        add.bind(14, start.decision)
        add.bind(15, start.startedAt.microseconds)
        add.bind(16, start.promptTokens)
        add.bind(17, start.maxOutputTokens)
        add.bind(18, start.worstCase?.picodollars)
        add.bind(19, priceVersion)
        add.bind(20, task)
        add.bind(21, apiKey)
        add.bind(22, start.baseline != nil)
        add.bind(23, baselineModel)
        add.bind(24, start.baseline?.removedTokens ?? 0)
        add.bind(25, start.countedTokens)
        guard try add.run() == 0 else {
            try noteIDTime(start, db)
            if unsettled.count >= LedgerWriter.memoryLimit { unsettled.removeAll() }
            unsettled[start.id] = start.turn
            if !turn.isOpen { try setOpen(turn.key, start.turn, true, db) }
            return
        }
        try require(
            try stored(start.id, db)?.start == start, "attempt \(start.id) began otherwise")
    }

    func settle(_ settlement: AttemptSettlement, _ db: Database) throws {
        let known = try attemptForSettling(settlement.id, db)
        try require(settlement.cost?.isNegative != true, "attempt \(settlement.id) has a negative cost")
        if known.isSettled {
            return try require(
                try stored(settlement.id, db)?.settlement == settlement,
                "attempt \(settlement.id) is settled otherwise")
        }
        let seq = nextSeq()
        try write(settlement, seq, db)
        try noteUnfolded(settlement.id, seq: seq, db)
        totals[known.conversation, default: TotalChange()].add(settlement)
        try release(settlement, db)
        if known.hasEnded, try !hasOpenAttempts(known.turn, db) { try setOpen(known.turn, nil, false, db) }
    }

    /// An attempt that is to be settled, with its turn.
    private struct AttemptKey {
        var isSettled: Bool
        var turn: Int64
        var conversation: Int64
        var hasEnded: Bool
    }

    private func attemptForSettling(_ id: AttemptID, _ db: Database) throws -> AttemptKey {
        if let turn = unsettled.removeValue(forKey: id).flatMap({ turns[$0] }) {
            return AttemptKey(
                isSettled: false, turn: turn.key, conversation: turn.conversation, hasEnded: turn.hasEnded)
        }
        let find = try statement(.attemptForSettling, db)
        find.bind(1, id)
        let known = try find.first { row in
            AttemptKey(isSettled: row.bool(0), turn: row.int64(1), conversation: row.int64(2), hasEnded: row.bool(3))
        }
        guard let known else { throw unknown("attempt", id.text) }
        return known
    }

    private func write(_ settlement: AttemptSettlement, _ seq: Int64, _ db: Database) throws {
        let servedModel = try key(of: settlement.servedModel, db)
        let finishReason = try key(of: settlement.finishReason, db)
        let errorCode = try key(of: settlement.errorCode, db)
        let settle = try statement(.settle, db)
        settle.bind(1, settlement.id)
        settle.bind(2, settlement.outcome)
        settle.bind(3, seq)
        settle.bind(4, settlement.settledAt.microseconds)
        settle.bind(5, servedModel)
        settle.bind(6, settlement.responseID)
        settle.bind(7, finishReason)
        settle.bind(8, UsageColumns.encodeOther(settlement.usage))
        settle.bind(9, settlement.usageSource)
        settle.bind(10, settlement.cost?.picodollars)
        settle.bind(11, settlement.costState)
        settle.bind(12, settlement.latencyMicroseconds)
        settle.bind(13, settlement.firstTokenMicroseconds)
        settle.bind(14, errorCode)
        settle.bind(15, settlement.errorMessage)
        for (index, count) in UsageColumns.values(settlement.usage).enumerated() {
            settle.bind(Int32(index) + 16, count)
        }
        for (index, part) in CostColumns.parts(settlement.savings).enumerated() {
            settle.bind(Int32(index) + 16 + UsageColumns.count, part)
        }
        try settle.run()
    }

    private func stored(_ id: AttemptID, _ db: Database) throws -> AttemptRecord? {
        let find = try statement(.findAttempt, db)
        find.bind(1, id)
        return try find.first(AttemptRow.record)
    }

    private func setOpen(_ turn: Int64, _ id: TurnID?, _ isOpen: Bool, _ db: Database) throws {
        let update = try statement(.setOpen, db)
        update.bind(1, turn)
        update.bind(2, isOpen)
        try update.run()
        if let id { turns[id]?.isOpen = isOpen } else { turns.removeAll(keepingCapacity: true) }
    }
}
