/// The statements of a commit. They are prepared when first needed and kept as long as the connection.
enum WriteStatement: Int, CaseIterable {
    case begin, commit, rollback, savepoint, release, rollbackTo
    case dataVersion, takeBlock
    case findName, addName, addOwner
    case findConversation, addConversation, setTitle
    case findTurn, addTurn, turnForm, endTurn, setOpen, hasOpenAttempts, undoTurn
    case findMessage, addMessage
    case findDecision, addDecision
    case findVerdict, addVerdict
    case findCompaction, addCompaction, undoCompaction
    case findAttempt, addAttempt, attemptForSettling, settle
    case addTotal, updateTotal, addOtherUsage
    case attemptIsKnown, addHold, removeHold, allHolds
    case findAccount, accountByKey, addAccount, updateAccount, addAlert, addChange
    case addUnfolded, countUnfolded, lastToFold, unfoldedGroups, removeFolded, setFolded
    case idDistance, setIDDistance
    case findCell, addCell, addToRollUp, addToConversationRollUp

    var sql: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .savepoint: "SAVEPOINT caller"
        case .release: "RELEASE caller"
        case .rollbackTo: "ROLLBACK TO caller"
        case .dataVersion: "PRAGMA data_version"
        case .takeBlock: "UPDATE sequence SET next = next + ?1 RETURNING next"
        case .findName: "SELECT name FROM name WHERE text = ?1"
        case .addName: "INSERT INTO name (text) VALUES (?1)"
        case .addOwner:
            "INSERT INTO owner (pid, process_started, boot, token, registered_at) VALUES (?1, ?2, ?3, ?4, ?5)"
        case .findConversation:
            """
            SELECT conversation, is_deleted, started_at, first_title, workspace, tags, title
            FROM conversation WHERE id = ?1
            """
        case .addConversation:
            """
            INSERT INTO conversation (id, seq, started_at, first_title, workspace, tags, title)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?4) ON CONFLICT (id) DO NOTHING
            """
        case .setTitle: "UPDATE conversation SET title = ?2, titled_seq = ?3 WHERE conversation = ?1"
        case .findTurn: "SELECT turn, conversation, is_open, outcome IS NOT NULL FROM turn WHERE id = ?1"
        case .addTurn:
            """
            INSERT INTO turn (id, conversation, seq, parent, depth, owner, started_at, is_open)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1) ON CONFLICT (id) DO NOTHING
            """
        case .turnForm: TurnRow.select + " WHERE t.turn = ?1"
        case .endTurn:
            """
            UPDATE turn SET is_open = EXISTS (SELECT 1 FROM attempt WHERE turn = ?1 AND outcome IS NULL),
                outcome = ?2, ended_seq = ?3, ended_at = ?4, iterations = ?5, end_message = ?6
            WHERE turn = ?1 AND outcome IS NULL
            """
        case .setOpen: "UPDATE turn SET is_open = ?2 WHERE turn = ?1"
        case .hasOpenAttempts: "SELECT EXISTS (SELECT 1 FROM attempt WHERE turn = ?1 AND outcome IS NULL)"
        case .undoTurn: "UPDATE turn SET undone_seq = ?2 WHERE turn = ?1 AND undone_seq IS NULL"
        case .findMessage: MessageRow.select + " WHERE m.turn = ?1 AND m.id = ?2"
        case .addMessage:
            """
            INSERT INTO message (seq, id, turn, iteration, origin, role, cache_breakpoint, added_at, body)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (turn, id) DO NOTHING
            """
        case .findDecision: DecisionRow.select + " WHERE d.id = ?1"
        case .addDecision:
            """
            INSERT INTO decision (id, seq, turn, decided_at, chosen, tier, summary, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING
            """
        case .findVerdict: VerdictRow.select + " WHERE v.id = ?1"
        case .addVerdict:
            """
            INSERT INTO verdict (id, seq, turn, model, tier, decision, source, mark, found_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING
            """
        case .findCompaction: CompactionRow.select + " WHERE k.id = ?1"
        case .addCompaction:
            """
            INSERT INTO compaction (id, seq, turn, made_at, body) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO NOTHING
            """
        case .undoCompaction: "UPDATE compaction SET undone_seq = ?2 WHERE id = ?1 AND undone_seq IS NULL"
        case .findAttempt: AttemptRow.select + " WHERE a.id = ?1"
        case .addAttempt:
            """
            INSERT INTO attempt (id, seq, call, turn, owner, iteration, number, slot, purpose, tool, caller, model,
                tier, decision, started_at, prompt_tokens, max_output_tokens, worst_case, price_version, task,
                api_key, has_baseline, baseline_model, removed_tokens, counted_tokens)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                ?22, ?23, ?24, ?25)
            ON CONFLICT (id) DO NOTHING
            """
        case .attemptForSettling:
            """
            SELECT a.outcome IS NOT NULL, a.turn, t.conversation, t.outcome IS NOT NULL, t.is_open
            FROM attempt a JOIN turn t USING (turn) WHERE a.id = ?1
            """
        case .settle:
            """
            UPDATE attempt SET outcome = ?2, settled_seq = ?3, settled_at = ?4, served_model = ?5, response_id = ?6,
                finish_reason = ?7, other_usage = ?8, usage_source = ?9, cost = ?10, cost_state = ?11, latency = ?12,
                first_token = ?13, error_code = ?14, error_message = ?15,
                \((UsageColumns.names + CostColumns.savings).enumerated().map { "\($1) = ?\($0 + 16)" }
                    .joined(separator: ", "))
            WHERE id = ?1
            """
        case .addTotal:
            "INSERT INTO conversation_total (conversation, updated_at) VALUES (?1, ?2)"
        case .updateTotal:
            """
            UPDATE conversation_total SET updated_at = max(updated_at, ?2), settled = settled + ?3,
                unpriced = unpriced + ?4, estimated = estimated + ?5, cost = cost + ?6,
                \(UsageColumns.names.enumerated().map { "\($1) = \($1) + ?\($0 + 7)" }.joined(separator: ", "))
            WHERE conversation = ?1
            """
        case .addOtherUsage:
            """
            INSERT INTO conversation_other_usage (conversation, kind, name, amount) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
            """
        default: costSQL
        }
    }
}
