import AgentRuntime
import ExactJSON
import LanguageModels

/// Turns the keys of words into words, each once.
final class NameReader {
    /// Stands in labels of sums over all models.
    static let anyModel = ModelID(provider: "", name: "")

    private let reader: LedgerReader
    private var words: [Int64: String] = [:]
    private var conversations: [Int64: ConversationID] = [:]

    init(_ reader: LedgerReader) { self.reader = reader }

    func labels(_ cell: CostGroup.Cell, tags: String, conversation: Int64?) throws -> CostLabels {
        guard let model = ModelID(try word(cell.model) ?? ""),
            ModelSlot.stored.indices.contains(Int(cell.slot))
        else { throw LedgerError(.damaged, "The ledger holds a cost without a model. Run `farthing doctor`.") }
        return CostLabels(
            model: model, slot: ModelSlot.stored[Int(cell.slot)], purpose: try word(cell.purpose) ?? "",
            tool: try word(cell.tool), caller: try word(cell.caller), task: try word(cell.task),
            tier: try word(cell.tier), key: try word(cell.apiKey), tags: try list(tags),
            conversation: try conversation.map(id))
    }

    func labels(ofCell cell: Int64) throws -> CostLabels {
        let find = try reader.query(
            """
            SELECT model, slot, purpose, tool, caller, task, tier, api_key, tags FROM cost_cell WHERE cell = ?1
            """)
        find.bind(1, cell)
        guard let (key, tags) = try find.first({ (CostGroup.Cell($0, from: 0), $0.int64(8)) }) else {
            throw LedgerError(.damaged, "The ledger's roll-ups are damaged. Run `farthing doctor --rebuild`.")
        }
        return try labels(key, tags: try word(tags) ?? "[]", conversation: nil)
    }

    private func word(_ key: Int64) throws -> String? {
        guard key != 0 else { return nil }
        if let known = words[key] { return known }
        let find = try reader.query("SELECT text FROM name WHERE name = ?1")
        find.bind(1, key)
        let word = try find.first { $0.text(0) }
        words[key] = word
        return word
    }

    private func id(_ key: Int64) throws -> ConversationID {
        if let known = conversations[key] { return known }
        let find = try reader.query("SELECT id FROM conversation WHERE conversation = ?1")
        find.bind(1, key)
        guard let id = try find.first({ $0.id(0, of: ConversationRecord.self) }) else {
            throw LedgerError(.damaged, "The ledger holds a cost without a conversation. Run `farthing doctor`.")
        }
        conversations[key] = id
        return id
    }

    private func list(_ tags: String) throws -> [String] {
        guard tags != "[]" else { return [] }
        return (try JSONValue(parsing: tags).arrayValue ?? []).compactMap(\.stringValue)
    }
}
