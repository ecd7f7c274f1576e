import GRDB

/// One step of the schema. Steps are only ever appended: the number of steps a file has taken is its `user_version`.
struct Migration {
    /// What the step is for.
    var intent: String
    var sql: String

    /// The steps, oldest first.
    static let all = [
        createBooks, addBudgets, countCosts, addCountedTokens, deliverBudgetNews, addVerdicts, addCompactions,
    ]

    /// The version of a file that has taken every step.
    static var currentVersion: Int { all.count }

    /// Marks a file as ours: "FRTH".
    static let applicationID = 0x4652_5448

    /// Bytes a page. A commit writes whole pages to the write-ahead log, so small pages make small commits cheap;
    /// below 2,048 the messages spill into overflow pages.
    static let pageSize = 2048

    /// Takes the steps that are missing, all or none; of several processes at once one does the work.
    static func migrate(_ db: Database) throws {
        try db.inTransaction(.immediate) {
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            for step in all.dropFirst(version) { try db.execute(sql: step.sql) }
            try db.execute(sql: "PRAGMA user_version = \(currentVersion)")
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            return .commit
        }
    }
}
