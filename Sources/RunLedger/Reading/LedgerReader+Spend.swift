import AgentRuntime
import Money

extension LedgerReader {
    func attempts(_ filter: SpendFilter, limit: Int) throws -> [AttemptRecord] {
        let condition = AttemptCondition(filter)
        let rows = try query(
            (condition.singlesOutTurns ? AttemptRow.select : AttemptRow.selectAll) + condition.sql
                + " ORDER BY a.seq LIMIT ?6")
        condition.bind(to: rows)
        rows.bind(6, max(0, limit))
        return try rows.all(AttemptRow.record)
    }

    func spend(_ filter: SpendFilter) throws -> SpendSummary {
        if let id = filter.conversation, filter == SpendFilter(conversation: id) { return try spend(of: id) }
        let condition = AttemptCondition(filter)
        let sums = try query(
            """
            SELECT count(*), coalesce(sum(a.cost), 0),
                coalesce(sum(CASE WHEN a.outcome IS NULL THEN a.worst_case END), 0),
                coalesce(sum(CASE WHEN a.outcome IS NULL THEN a.worst_case IS NULL ELSE a.cost IS NULL END), 0),
                coalesce(sum(a.cost_state = 2), 0),
                \(UsageColumns.names.map { "coalesce(sum(a.\($0)), 0)" }.joined(separator: ", "))
            FROM \(condition.tables)
            """ + condition.sql)
        condition.bind(to: sums)
        var sum = try sums.first { row in
            SpendSummary(
                cost: Money(picodollars: row.int64(1)), held: Money(picodollars: row.int64(2)),
                usage: UsageColumns.read(row, from: 5), attempts: row.int(0), unpriced: row.int(3),
                estimated: row.int(4))
        }
        let others = try query(
            "SELECT a.other_usage FROM \(condition.tables)" + condition.sql
                + " AND a.other_usage IS NOT NULL")
        condition.bind(to: others)
        for text in try others.all({ $0.text(0) }) {
            var usage = Usage()
            try UsageColumns.decodeOther(text, into: &usage)
            sum?.usage += usage
        }
        return sum ?? LedgerReader.nothing
    }

    /// The totals of a conversation, and what is in flight.
    private func spend(of id: ConversationID) throws -> SpendSummary {
        let totals = try query(
            """
            SELECT s.settled, s.cost, s.unpriced, s.estimated, s.conversation, \(UsageColumns.list(prefix: "s."))
            FROM conversation c JOIN conversation_total s USING (conversation) WHERE c.id = ?1
            """)
        totals.bind(1, id)
        let found = try totals.first { row in
            (
                key: row.int64(4),
                sum: SpendSummary(
                    cost: Money(picodollars: row.int64(1)), held: .zero, usage: UsageColumns.read(row, from: 5),
                    attempts: row.int(0), unpriced: row.int(2), estimated: row.int(3))
            )
        }
        guard var sum = found?.sum, let key = found?.key else { return LedgerReader.nothing }
        let open = try query(
            """
            SELECT count(*), coalesce(sum(a.worst_case), 0), coalesce(sum(a.worst_case IS NULL), 0)
            FROM turn t JOIN attempt a USING (turn)
            WHERE t.is_open = 1 AND t.conversation = ?1 AND a.outcome IS NULL
            """)
        open.bind(1, key)
        _ = try open.first { row in
            sum.attempts += row.int(0)
            sum.held = Money(picodollars: row.int64(1))
            sum.unpriced += row.int(2)
        }
        let others = try query(
            """
            SELECT o.kind, n.text, o.amount FROM conversation_other_usage o JOIN name n USING (name)
            WHERE o.conversation = ?1
            """)
        others.bind(1, key)
        for (kind, name, amount) in try others.all({ ($0.int(0), $0.text(1), $0.int(2)) }) {
            if kind == 0 {
                sum.usage.serverTools[ServerTool(rawValue: name)] = amount
            } else {
                sum.usage.units[BilledUnit(rawValue: name)] = amount
            }
        }
        return sum
    }

    private static let nothing = SpendSummary(
        cost: .zero, held: .zero, usage: Usage(), attempts: 0, unpriced: 0, estimated: 0)
}

/// The condition that a filter is, over `turn` as `t` and `attempt` as `a`.
private struct AttemptCondition {
    let filter: SpendFilter
    let sql: String

    /// Whether the turns of the attempts are looked up first.
    var singlesOutTurns: Bool { filter.conversation != nil || filter.turn != nil }

    var tables: String { singlesOutTurns ? "turn t JOIN attempt a USING (turn)" : "attempt a" }

    init(_ filter: SpendFilter) {
        self.filter = filter
        var terms = ["1"]
        if filter.conversation != nil {
            terms.append(
                "t.is_open IN (0, 1) AND t.conversation = (SELECT conversation FROM conversation WHERE id = ?1)")
        }
        if filter.turn != nil {
            terms.append(
                """
                t.turn IN (WITH RECURSIVE family (turn) AS (
                    SELECT turn FROM turn WHERE id = ?2
                    UNION SELECT child.turn FROM family JOIN turn child ON child.is_open IN (0, 1)
                        AND child.conversation = (SELECT conversation FROM turn WHERE id = ?2)
                        AND child.parent = family.turn)
                    SELECT turn FROM family)
                """)
        }
        if filter.since != nil { terms.append("a.started_at >= ?3") }
        if filter.until != nil { terms.append("a.started_at < ?4") }
        sql = " WHERE " + terms.joined(separator: " AND ")
    }

    func bind(to statement: PreparedStatement) {
        if let conversation = filter.conversation { statement.bind(1, conversation) }
        if let turn = filter.turn { statement.bind(2, turn) }
        if let since = filter.since { statement.bind(3, since.microseconds) }
        if let until = filter.until { statement.bind(4, until.microseconds) }
    }
}
