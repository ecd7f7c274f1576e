extension WriteStatement {
    /// The statements that keep the roll-ups of costs.
    var costSQL: String {
        switch self {
        case .addUnfolded: "INSERT INTO unfolded (settled_seq, attempt) VALUES (?1, ?2)"
        case .countUnfolded:
            "SELECT count(*) FROM (SELECT 1 FROM unfolded LIMIT \(LedgerWriter.foldThreshold))"
        case .lastToFold:
            "SELECT max(settled_seq) FROM (SELECT settled_seq FROM unfolded ORDER BY settled_seq LIMIT ?1)"
        case .unfoldedGroups: CostGroup.select(from: CostGroup.unfolded, where: "u.settled_seq <= ?1")
        case .removeFolded: "DELETE FROM unfolded WHERE settled_seq <= ?1"
        case .setFolded: "UPDATE rollup_state SET folded_seq = ?1"
        case .idDistance: "SELECT id_distance FROM rollup_state"
        case .setIDDistance: "UPDATE rollup_state SET id_distance = ?1"
        case .findCell:
            """
            SELECT cell FROM cost_cell WHERE model = ?1 AND slot = ?2 AND purpose = ?3 AND tool = ?4 AND caller = ?5
                AND task = ?6 AND tier = ?7 AND api_key = ?8 AND tags = ?9
            """
        case .addCell:
            """
            INSERT INTO cost_cell (model, slot, purpose, tool, caller, task, tier, api_key, tags)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """
        case .addToRollUp: CostColumns.upsert(into: "cost_rollup", key: ["width", "start", "cell"])
        case .addToConversationRollUp: CostColumns.upsert(into: "conversation_rollup", key: ["start", "conversation"])
        default: budgetSQL
        }
    }
}
