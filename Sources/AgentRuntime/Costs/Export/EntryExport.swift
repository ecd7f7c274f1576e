package import ExactJSON
import LanguageModels
import Money

/// One ledger entry as programs and spreadsheets read it.
package struct EntryExport: Sendable {
    private let fields: [(name: String, value: JSONValue)]

    /// Reads an entry; what is not known of it yet is null.
    package init(_ entry: AttemptRecord) {
        let (start, end) = (entry.start, entry.settlement)
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        func number(_ value: Int?) -> JSONValue { value.map { JSONValue($0) } ?? .null }
        fields = [
            ("id", text(start.id.text)), ("started_at", text(start.startedAt.preciseText)),
            ("settled_at", text(end?.settledAt.preciseText)), ("conversation", text(start.conversation.text)),
            ("turn", text(start.turn.text)), ("slot", text(start.slot.rawValue)),
            ("purpose", text(start.purpose.rawValue)), ("tool", text(start.tool)),
            ("model", text(start.model.description)), ("served_model", text(end?.servedModel)),
            ("tier", text(start.tier)), ("task_type", text(start.task)), ("api_key", text(start.key)),
            ("decision", text(start.decision?.text)), ("outcome", text(end?.outcome.rawValue ?? "in_flight")),
            ("input_tokens", number(end?.usage.promptTokens)), ("cached_tokens", number(end?.usage.cacheRead)),
            ("output_tokens", number(end?.usage.completionTokens)),
            ("reasoning_tokens", number(end?.usage.reasoning)), ("cost_usd", text(end?.cost?.description)),
            ("cost_state", text(end?.costState.rawValue)), ("saved_usd", text(end?.savings?.total.description)),
            ("latency_ms", number(end.map { Int($0.latencyMicroseconds / 1000) })), ("error", text(end?.errorCode)),
        ]
    }

    /// The object: amounts as exact decimal text.
    package var json: JSONValue { .object(JSONObject(fields.map { ($0.name, $0.value) })) }

    /// The line of comma-separated values (RFC 4180), with its end.
    package var csv: String { CSVText.line(fields.map(\.value.plainText)) }

    /// The names of the columns of `csv`, with the line's end.
    package static let csvHeader: String = {
        let nothing = AttemptStart(
            id: AttemptID(""), call: CallID(""), conversation: ConversationID(""), turn: TurnID(""), iteration: 0,
            number: 0, slot: .chat, purpose: .chat, model: ModelID(provider: "", name: ""),
            startedAt: Timestamp(microseconds: 0), promptTokens: 0, maxOutputTokens: nil, worstCase: nil,
            priceVersion: nil)
        return CSVText.line(EntryExport(AttemptRecord(start: nothing, settlement: nil)).fields.map(\.name))
    }()
}
