import AgentRuntime

/// Attempts of one minute and one conversation that are counted alike, summed up.
struct CostGroup {
    /// What a cell of the roll-ups stands for, as keys into `name`; 0 is "none".
    struct Cell: Hashable {
        var model: Int64
        var slot: Int64
        var purpose: Int64
        var tool: Int64
        var caller: Int64
        var task: Int64
        var tier: Int64
        var apiKey: Int64

        init(_ row: PreparedStatement, from first: Int32) {
            model = row.int64(first)
            slot = row.int64(first + 1)
            purpose = row.int64(first + 2)
            tool = row.int64(first + 3)
            caller = row.int64(first + 4)
            task = row.int64(first + 5)
            tier = row.int64(first + 6)
            apiKey = row.int64(first + 7)
        }

        var keys: [Int64] { [model, slot, purpose, tool, caller, task, tier, apiKey] }
    }

    static let minute: Int64 = 60_000_000

    /// The first microsecond of the minute.
    var start: Int64
    var conversation: Int64
    var cell: Cell
    /// The conversation's tags, a JSON array.
    var tags: String
    var sums: CostSums

    init(_ row: PreparedStatement) {
        start = row.int64(0) * CostGroup.minute
        conversation = row.int64(1)
        cell = Cell(row, from: 2)
        tags = row.text(10)
        sums = CostColumns.read(row, from: 11)
    }

    /// Sums up the settled attempts `a` of the turns `t` and conversations `c` in `tables` for which `condition` holds.
    static func select(from tables: String, where condition: String) -> String {
        """
        SELECT a.started_at / \(minute), t.conversation, a.model, a.slot, a.purpose, coalesce(a.tool, 0),
            coalesce(a.caller, 0), coalesce(a.task, 0), coalesce(a.tier, 0), coalesce(a.api_key, 0), c.tags,
            \(CostColumns.sumsOfAttempts)
        FROM \(tables) WHERE a.outcome IS NOT NULL AND \(condition) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
        """
    }

    /// Tables for `select`: the attempts that the roll-ups do not hold yet.
    static let unfolded = """
        unfolded u CROSS JOIN attempt a ON a.id = u.attempt CROSS JOIN turn t USING (turn)
            CROSS JOIN conversation c USING (conversation)
        """

    /// Tables for `select`: all attempts.
    static let all = "attempt a CROSS JOIN turn t USING (turn) CROSS JOIN conversation c USING (conversation)"

    /// Tables for `select`: attempts found by their turns.
    static let byTurn = "conversation c CROSS JOIN turn t USING (conversation) CROSS JOIN attempt a USING (turn)"
}
