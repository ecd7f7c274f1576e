import AgentRuntime
import LanguageModels
import Money

/// An attempt as it is selected.
enum AttemptRow {
    /// Columns 0…46 of `attempt` as `a`, its turn as `t`, its conversation as `c`; the usage begins at `firstUsage`.
    static let select =
        columns + """

            FROM turn t JOIN conversation c USING (conversation) JOIN attempt a USING (turn)
            """ + words

    /// The same, beginning at the attempts: for filters that single out no turn, which would be read turn by turn
    /// otherwise.
    static let selectAll =
        columns + """

            FROM attempt a CROSS JOIN turn t USING (turn) CROSS JOIN conversation c USING (conversation)
            """ + words

    private static let columns = """
        SELECT a.id, a.call, c.id, t.id, a.iteration, a.number, a.slot, purpose.text, tool.text, caller.text,
            model.text, tier.text, a.decision, a.started_at, a.prompt_tokens, a.max_output_tokens, a.worst_case,
            price_version.text, a.outcome, a.settled_at, served_model.text, a.response_id, finish_reason.text,
            a.other_usage, a.usage_source, a.cost, a.cost_state, a.latency, a.first_token, error_code.text,
            a.error_message, a.seq, a.settled_seq, a.owner, t.turn, a.outcome IS NULL, task.text, api_key.text,
            a.has_baseline, baseline_model.text, a.removed_tokens, \(CostColumns.savings.map { "a.\($0)" }
                .joined(separator: ", ")), a.counted_tokens,
            \(UsageColumns.list(prefix: "a."))
        """

    private static let words = """

            JOIN name purpose ON purpose.name = a.purpose
            JOIN name model ON model.name = a.model
            LEFT JOIN name tool ON tool.name = a.tool
            LEFT JOIN name caller ON caller.name = a.caller
            LEFT JOIN name tier ON tier.name = a.tier
            LEFT JOIN name price_version ON price_version.name = a.price_version
            LEFT JOIN name served_model ON served_model.name = a.served_model
            LEFT JOIN name finish_reason ON finish_reason.name = a.finish_reason
            LEFT JOIN name error_code ON error_code.name = a.error_code
            LEFT JOIN name task ON task.name = a.task
            LEFT JOIN name api_key ON api_key.name = a.api_key
            LEFT JOIN name baseline_model ON baseline_model.name = a.baseline_model
        """

    private static let firstUsage: Int32 = 47

    static func record(_ row: PreparedStatement) throws -> AttemptRecord {
        AttemptRecord(start: try start(row), settlement: try settlement(row))
    }

    static func start(_ row: PreparedStatement) throws -> AttemptStart {
        AttemptStart(
            id: row.id(0), call: row.id(1), conversation: row.id(2), turn: row.id(3), iteration: row.int(4),
            number: row.int(5), slot: try row.storedCase(6), purpose: CallPurpose(rawValue: row.text(7)),
            tool: row.optionalText(8), caller: row.optionalText(9), model: try row.modelID(10),
            tier: row.optionalText(11), task: row.optionalText(36), key: row.optionalText(37),
            baseline: try baseline(row), decision: row.optionalID(12),
            startedAt: Timestamp(microseconds: row.int64(13)), promptTokens: row.int(14),
            countedTokens: row.optionalInt(46), maxOutputTokens: row.optionalInt(15),
            worstCase: row.optionalInt64(16).map(Money.init(picodollars:)),
            priceVersion: row.optionalText(17))
    }

    static func settlement(_ row: PreparedStatement) throws -> AttemptSettlement? {
        guard !row.isNull(18) else { return nil }
        var usage = UsageColumns.read(row, from: firstUsage)
        try UsageColumns.decodeOther(row.optionalText(23), into: &usage)
        return AttemptSettlement(
            id: row.id(0), settledAt: Timestamp(microseconds: row.int64(19)), outcome: try row.storedCase(18),
            servedModel: row.optionalText(20), responseID: row.optionalText(21), finishReason: row.optionalText(22),
            usage: usage, usageSource: try row.storedCase(24),
            cost: row.optionalInt64(25).map(Money.init(picodollars:)), costState: try row.storedCase(26),
            savings: row.isNull(41) ? nil : CostColumns.readSavings(row, from: 41), latencyMicroseconds: row.int64(27),
            firstTokenMicroseconds: row.optionalInt64(28),
            errorCode: row.optionalText(29), errorMessage: row.optionalText(30))
    }

    private static func baseline(_ row: PreparedStatement) throws -> AttemptBaseline? {
        guard row.bool(38) else { return nil }
        return AttemptBaseline(model: row.isNull(39) ? nil : try row.modelID(39), removedTokens: row.int(40))
    }

    /// What happened to the attempt, each with its place in the order of all facts.
    static func facts(_ row: PreparedStatement) throws -> [(seq: Int64, fact: LedgerFact)] {
        var facts: [(Int64, LedgerFact)] = [(row.int64(31), .attemptStarted(try start(row)))]
        if let settlement = try settlement(row) { facts.append((row.int64(32), .attemptSettled(settlement))) }
        return facts
    }
}
