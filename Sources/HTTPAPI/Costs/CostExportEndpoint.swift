import AgentRuntime
import ExactJSON
import HTTPTypes
import LanguageModels
import Money

/// `GET /v1/costs/export`: every ledger entry, streamed, for spreadsheets and finance tools.
struct CostExportEndpoint: Sendable {
    let api: API

    private static let formats: [String: (type: String, header: [String])] = [
        "csv": ("text/csv; charset=utf-8", CostExportRow.columns),
        "focus-csv": ("text/csv; charset=utf-8", CostExportRow.focusColumns), "jsonl": ("application/jsonl", []),
    ]
    private static let batch = 1000

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let fields = exchange.query
        let format = fields["format"] ?? "csv"
        guard let kind = Self.formats[format] else {
            throw APIError.invalid("format", "`format` must be csv, focus-csv or jsonl.")
        }
        var filter = SpendFilter()
        filter.since = try Self.time(fields, "start_time")
        filter.until = try Self.time(fields, "end_time")
        if let since = filter.since, let until = filter.until, until <= since {
            throw APIError.invalid("end_time", "`end_time` must be after `start_time`.")
        }
        var headers = HTTPFields()
        headers[.contentType] = kind.type
        headers[.contentDisposition] = "attachment; filename=\"farthing-costs.\(format == "jsonl" ? "jsonl" : "csv")\""
        try await exchange.sink.begin(headers: headers)
        if !kind.header.isEmpty { try await exchange.sink.write(CostExportRow.csv(kind.header)) }
        var lastIDs: Set<AttemptID> = []
        while true {
            let attempts = try await api.runtime.services.ledger.attempts(filter, limit: Self.batch + lastIDs.count)
            let new = attempts.filter { !lastIDs.contains($0.start.id) }
            guard let last = new.last else { break }
            var bytes: [UInt8] = []
            for attempt in new where exchange.caller.role == .admin || attempt.start.key == exchange.caller.key {
                let row = CostExportRow(attempt)
                switch format {
                case "csv": bytes += CostExportRow.csv(row.values)
                case "focus-csv": bytes += CostExportRow.csv(row.focusValues)
                default: bytes += row.json.utf8 + [10]
                }
            }
            if !bytes.isEmpty { try await exchange.sink.write(bytes) }
            // The next batch begins at the same instant: several entries may share it.
            filter.since = last.start.startedAt
            lastIDs = Set(attempts.lazy.filter { $0.start.startedAt == last.start.startedAt }.map(\.start.id))
        }
        try await exchange.sink.finish()
        return nil
    }

    private static func time(_ fields: QueryFields, _ name: String) throws(APIError) -> Timestamp? {
        guard let text = fields[name] else { return nil }
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
            throw APIError.invalid(name, "`\(name)` must be seconds since 1970, e.g. 1795219200.")
        }
        return Timestamp(microseconds: seconds * 1_000_000)
    }
}
