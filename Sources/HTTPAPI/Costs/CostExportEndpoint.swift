import AgentRuntime
import ExactJSON
import HTTPTypes
import LanguageModels
import Money

/// `GET /v1/costs/export`: every ledger entry, streamed, for spreadsheets and finance tools.
struct CostExportEndpoint: Sendable {
    let api: API

    private static let formats: [String: (type: String, header: String, line: @Sendable (AttemptRecord) -> String)] = [
        "csv": ("text/csv; charset=utf-8", EntryExport.csvHeader, { EntryExport($0).csv }),
        "focus-csv": ("text/csv; charset=utf-8", FocusExport.header, FocusExport.line),
        "jsonl": ("application/jsonl", "", { EntryExport($0).json.text + "\n" }),
    ]
    private static let batch = 1000

    func answer(_ exchange: Exchange) async throws -> Reply? {
        let fields = exchange.query
        let format = fields["format"] ?? "csv"
        guard let kind = Self.formats[format] else {
            throw APIError.invalid("format", "`format` must be csv, focus-csv or jsonl.")
        }
        var filter = SpendFilter()
        filter.since = try fields.time("start_time")
        filter.until = try fields.time("end_time")
        if let since = filter.since, let until = filter.until, until <= since {
            throw APIError.invalid("end_time", "`end_time` must be after `start_time`.")
        }
        var headers = HTTPFields()
        headers[.contentType] = kind.type
        headers[.contentDisposition] = "attachment; filename=\"farthing-costs.\(format == "jsonl" ? "jsonl" : "csv")\""
        try await exchange.sink.begin(headers: headers)
        if !kind.header.isEmpty { try await exchange.sink.write(Array(kind.header.utf8)) }
        var lastIDs: Set<AttemptID> = []
        while true {
            let attempts = try await api.runtime.services.ledger.attempts(filter, limit: Self.batch + lastIDs.count)
            let new = attempts.filter { !lastIDs.contains($0.start.id) }
            guard let last = new.last else { break }
            var bytes: [UInt8] = []
            for attempt in new where exchange.caller.role == .admin || attempt.start.key == exchange.caller.key {
                bytes += kind.line(attempt).utf8
            }
            if !bytes.isEmpty { try await exchange.sink.write(bytes) }
            // The next batch begins at the same instant: several entries may share it.
            filter.since = last.start.startedAt
            lastIDs = Set(attempts.lazy.filter { $0.start.startedAt == last.start.startedAt }.map(\.start.id))
        }
        try await exchange.sink.finish()
        return nil
    }
}
