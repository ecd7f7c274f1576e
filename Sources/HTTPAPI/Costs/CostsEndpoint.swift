import AgentRuntime
import ExactJSON
import LanguageModels
import Money

/// `GET /v1/organization/costs` and `GET /v1/organization/usage/completions`, in OpenAI's pages of buckets.
struct CostsEndpoint: Sendable {
    let api: API

    func costs(_ exchange: Exchange) async throws -> Reply? {
        let request = try CostRequest(exchange.query, caller: exchange.caller, now: api.clock.now) { width in
            width == .minute ? (60, 1440) : width == .hour ? (24, 168) : (7, 180)
        }
        return Reply(json: try await page(request) { row in cost(row, request) })
    }

    func usage(_ exchange: Exchange) async throws -> Reply? {
        let request = try CostRequest(exchange.query, caller: exchange.caller, now: api.clock.now) { width in
            width == .minute ? (60, 1440) : width == .hour ? (24, 168) : (7, 31)
        }
        return Reply(json: try await page(request) { row in used(row, request) })
    }

    private func page(_ request: CostRequest, _ result: (CostReport.Row) -> JSONValue) async throws -> JSONValue {
        let report = try await api.costs(request.query)
        let buckets = report.buckets.prefix(request.limit)
        let last = buckets.last?.end ?? request.end
        let hasMore = last < request.end
        return [
            "object": "page",
            "data": .array(
                buckets.map { bucket in
                    [
                        "object": "bucket",
                        "start_time": JSONValue(Int((bucket.start?.microseconds ?? 0) / 1_000_000)),
                        "end_time": JSONValue(Int((bucket.end?.microseconds ?? 0) / 1_000_000)),
                        "results": .array(bucket.rows.map(result)),
                    ]
                }),
            "has_more": .bool(hasMore),
            "next_page": hasMore ? .string("page_\(last.microseconds / 1_000_000)") : .null,
        ]
    }

    private func cost(_ row: CostReport.Row, _ request: CostRequest) -> JSONValue {
        let sums = row.sums
        var object = JSONObject([
            ("object", "organization.costs.result"),
            ("amount", ["value": sums.cost.number, "currency": "usd"] as JSONValue),
            ("amount_usd", .string(sums.cost.description)), ("complete", .bool(sums.isComplete)),
            ("baseline_usd", .string(sums.baseline.description)),
            ("saved_usd", .string(sums.savings.total.description)), ("num_model_requests", JSONValue(sums.entries)),
            ("user_id", nil), ("organization_id", nil), ("quantity", nil), ("quantity_unit", nil),
        ])
        for group in CostRequest.groups { object[group.name] = request.value(of: group.name, in: row) }
        return .object(object)
    }

    private func used(_ row: CostReport.Row, _ request: CostRequest) -> JSONValue {
        let usage = row.sums.usage
        var object = JSONObject([
            ("object", "organization.usage.completions.result"), ("input_tokens", JSONValue(usage.promptTokens)),
            ("output_tokens", JSONValue(usage.completionTokens)),
            ("input_cached_tokens", JSONValue(usage.cacheRead + usage.audioCacheRead)),
            ("input_uncached_tokens", JSONValue(usage.input)),
            ("input_cache_write_tokens", JSONValue(usage.cacheWrite)),
            (
                "input_text_tokens",
                JSONValue(usage.promptTokens - usage.audioInput - usage.audioCacheRead - usage.imageInput)
            ),
            ("output_text_tokens", JSONValue(usage.completionTokens - usage.audioOutput - usage.imageOutput)),
            ("input_cached_text_tokens", JSONValue(usage.cacheRead)),
            ("input_cached_audio_tokens", JSONValue(usage.audioCacheRead)),
            ("input_audio_tokens", JSONValue(usage.audioInput)), ("output_audio_tokens", JSONValue(usage.audioOutput)),
            ("input_image_tokens", JSONValue(usage.imageInput)), ("output_image_tokens", JSONValue(usage.imageOutput)),
            ("output_reasoning_tokens", JSONValue(usage.reasoning)),
            ("num_model_requests", JSONValue(row.sums.entries)), ("user_id", nil), ("batch", nil),
            ("service_tier", nil),
        ])
        for group in CostRequest.groups { object[group.name] = request.value(of: group.name, in: row) }
        return .object(object)
    }
}

extension Money {
    /// The amount as a JSON number, in exact decimal text.
    var number: JSONValue { JSONNumber(text: description).map { .number($0) } ?? .null }
}

extension API {
    /// Asks the books.
    ///
    /// - Throws: `APIError` for a question without an answer; `LedgerError`.
    func costs(_ query: CostQuery) async throws -> CostReport {
        do {
            return try await runtime.services.ledger.costs(query)
        } catch let error as CostQueryError {
            throw APIError.invalid(nil, error.message, code: error.code.rawValue)
        }
    }
}
