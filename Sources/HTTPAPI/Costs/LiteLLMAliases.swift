import AgentRuntime
import ExactJSON
import LanguageModels
import Money

/// The spend endpoints of a LiteLLM proxy, for programs that know those.
struct LiteLLMAliases: Sendable {
    let api: API

    /// `GET /global/spend`.
    func globalSpend(_ exchange: Exchange) async throws -> Reply? {
        var query = CostQuery()
        exchange.caller.narrow(&query)
        let spent = try await api.costs(query).sums.cost
        let limit = try await api.budgets.all(for: exchange.caller).first { $0.scope == .global || $0.scope == .month }
        return Reply(json: ["spend": spent.number, "max_budget": limit?.limits.usd?.number ?? .null])
    }

    /// `POST /spend/calculate`: what a request would cost, or what a response did.
    func calculate(_ exchange: Exchange) async throws -> Reply? {
        let body = try await exchange.object()
        let response = body["completion_response"]
        guard let name = body["model"]?.stringValue ?? response?["model"]?.stringValue else {
            throw APIError.invalid("model", "Give a `model` and `messages`, or a `completion_response`.")
        }
        let selection = try ModelSelection(name, menu: api.menu, caller: exchange.caller)
        let usage: Usage
        if let reported = response?["usage"] {
            func count(_ value: JSONValue?) -> Int { Swift.min(Swift.max(0, value?.intValue ?? 0), 1 << 40) }
            let prompt = count(reported["prompt_tokens"])
            let cached = Swift.min(prompt, count(reported["prompt_tokens_details"]?["cached_tokens"]))
            usage = Usage(
                input: prompt - cached, cacheRead: cached, output: count(reported["completion_tokens"]))
        } else {
            let messages = try ChatMessages(body["messages"]).messages
            let request = ModelRequest(model: selection.model, messages: messages)
            usage = Usage(input: api.runtime.services.tokens.promptTokens(of: request).tokens)
        }
        let priced = api.runtime.services.prices.price(
            UsageReport(usage, source: .provider), model: selection.model, tier: nil, at: api.clock.now)
        guard let cost = priced.cost else {
            throw APIError.invalid("model", "The price of \(selection.model) is not known.", code: "unpriced")
        }
        return Reply(json: ["cost": cost.number, "cost_usd": .string(cost.description)])
    }

    /// Entries that the pages of a range reach back.
    private static let deepest = 20_000

    /// `GET /spend/logs/v2`: the entries of a range of days, a page at a time.
    func logs(_ exchange: Exchange) async throws -> Reply? {
        let range = try DayRange(exchange.query, now: api.clock.now)
        var query = CostQuery(since: range.start, until: range.end)
        exchange.caller.narrow(&query)
        let total = try await api.costs(query).sums.entries
        let before = (range.page - 1) * range.pageSize
        var page: [AttemptRecord] = []
        if before < total {
            let last = before + range.pageSize
            guard last <= Self.deepest else {
                throw APIError.invalid(
                    "page",
                    "At most the latest \(Self.deepest) entries of a range can be paged through: ask for fewer days.")
            }
            let entries = try await api.latestEntries(
                last, since: range.start, until: range.end, for: exchange.caller)
            page = Array(entries.reversed().dropFirst(before))
        }
        return Reply(
            json: [
                "data": .array(page.map(\.liteLLMRow)), "total": JSONValue(total), "page": JSONValue(range.page),
                "page_size": JSONValue(range.pageSize),
                "total_pages": JSONValue((total + range.pageSize - 1) / range.pageSize),
            ])
    }

    /// `GET /user/daily/activity`: sums by day, and within a day by model, provider and key.
    func daily(_ exchange: Exchange) async throws -> Reply? {
        let range = try DayRange(exchange.query, now: api.clock.now)
        var query = CostQuery(since: range.start, until: range.end, groupBy: [.model, .provider, .key], period: .day)
        if let model = exchange.query["model"] { query.only[.model] = [model] }
        if let key = exchange.query["api_key"] { query.only[.key] = [key] }
        exchange.caller.narrow(&query)
        let report = try await api.costs(query)
        let days = report.buckets.filter { !$0.rows.isEmpty }
        let page = days.dropFirst((range.page - 1) * range.pageSize).prefix(range.pageSize)
        let pages = Swift.max(1, (days.count + range.pageSize - 1) / range.pageSize)
        return Reply(
            json: [
                "results": .array(page.map(Self.day)),
                "metadata": [
                    "total_spend": report.sums.cost.number, "total_api_requests": JSONValue(report.sums.entries),
                    "total_prompt_tokens": JSONValue(report.sums.usage.promptTokens),
                    "total_completion_tokens": JSONValue(report.sums.usage.completionTokens),
                    "total_tokens": JSONValue(report.sums.usage.totalTokens),
                    "total_successful_requests": JSONValue(report.sums.succeeded + report.sums.cached),
                    "total_failed_requests": JSONValue(report.sums.failed), "page": JSONValue(range.page),
                    "total_pages": JSONValue(pages), "has_more": .bool(range.page < pages),
                ],
            ])
    }

    private static func day(_ bucket: CostReport.Bucket) -> JSONValue {
        func breakdown(_ place: Int) -> JSONValue {
            var sums: [String: CostSums] = [:]
            for row in bucket.rows {
                guard let value = row.values[place] else { continue }
                sums[value, default: CostSums()] += row.sums
            }
            return .object(
                JSONObject(
                    sums.sorted { $0.key < $1.key }.map { ($0.key, ["metrics": $0.value.liteLLM, "metadata": [:]]) }))
        }
        let all = bucket.rows.reduce(into: CostSums()) { $0 += $1.sums }
        return [
            "date": .string(String((bucket.start ?? Timestamp(microseconds: 0)).preciseText.prefix(10))),
            "metrics": all.liteLLM,
            "breakdown": [
                "models": breakdown(0), "providers": breakdown(1), "api_keys": breakdown(2), "entities": [:],
            ],
        ]
    }
}

extension CostSums {
    fileprivate var liteLLM: JSONValue {
        [
            "spend": cost.number, "prompt_tokens": JSONValue(usage.promptTokens),
            "completion_tokens": JSONValue(usage.completionTokens),
            "cache_read_input_tokens": JSONValue(usage.cacheRead),
            "cache_creation_input_tokens": JSONValue(usage.cacheWrite), "total_tokens": JSONValue(usage.totalTokens),
            "api_requests": JSONValue(entries), "successful_requests": JSONValue(succeeded + cached),
            "failed_requests": JSONValue(failed), "compression_savings_spend": savings.compression.number,
            "prompt_caching_savings_spend": savings.promptCache.number,
            "autorouter_savings_spend": savings.routing.number,
        ]
    }
}

extension AttemptRecord {
    fileprivate var liteLLMRow: JSONValue {
        let usage = settlement?.usage ?? Usage()
        return [
            "request_id": .string(start.id.text),
            "call_type": .string(start.slot == .embedding ? "aembedding" : "acompletion"),
            "api_key": start.key.map { .string($0) } ?? .null, "spend": settlement?.cost?.number ?? .null,
            "prompt_tokens": JSONValue(usage.promptTokens), "completion_tokens": JSONValue(usage.completionTokens),
            "total_tokens": JSONValue(usage.totalTokens), "startTime": .string(start.startedAt.preciseText),
            "endTime": settlement.map { .string($0.settledAt.preciseText) } ?? .null,
            "completionStartTime": settlement?.firstTokenMicroseconds.map {
                .string((start.startedAt + .microseconds($0)).preciseText)
            } ?? .null,
            "model": .string(start.model.name), "model_id": .string(start.model.description), "user": .null,
            "model_group": start.tier.map { .string($0) } ?? .null,
            "custom_llm_provider": .string(start.model.provider),
            "cache_hit": .string(settlement?.outcome == .cached ? "True" : "False"),
            "session_id": .string(start.conversation.text),
            "status": .string(settlement?.outcome == .failed ? "failure" : "success"),
            "api_base": "", "cache_key": "", "team_id": .null, "end_user": .null, "agent_id": .null,
            "mcp_namespaced_tool_name": .null, "metadata": [:], "request_tags": [],
        ]
    }
}
