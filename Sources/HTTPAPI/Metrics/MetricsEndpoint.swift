import AgentRuntime
import LanguageModels
import Money

/// `GET /metrics`, for Prometheus. `cost_*` and budgets are the ledger's, which counts for good; `gen_ai_*` and `farthing_*`
/// count since the start of the process, as Prometheus expects of counters.
struct MetricsEndpoint: Sendable {
    let api: API

    func answer(_ exchange: Exchange) async throws -> Reply? {
        var text = MetricsText()
        let counts = api.metrics.counts
        writeCalls(counts, &text)
        try await writeCosts(&text)
        try await writeBudgets(&text)
        writeServer(&text)
        let machine = await api.resources()
        return Reply(type: "text/plain; version=0.0.4; charset=utf-8", body: Array((text.text + machine).utf8))
    }

    private typealias Counts = [(Metrics.Series, Metrics.Counts)]

    private func labels(_ series: Metrics.Series) -> [(String, String)] {
        [
            ("gen_ai_operation_name", series.slot == "embedding" ? "embeddings" : "chat"),
            ("gen_ai_provider_name", series.provider), ("gen_ai_request_model", series.model), ("slot", series.slot),
        ]
    }

    private func writeCalls(_ counts: Counts, _ text: inout MetricsText) {
        func each(
            _ name: String, _ kind: String, _ help: String,
            _ write: (inout MetricsText, _ name: String, _ labels: [(String, String)], Metrics.Counts) -> Void
        ) {
            text.metric(name, kind, help)
            for (series, count) in counts { write(&text, name, labels(series), count) }
        }
        each("gen_ai_client_token_usage", "histogram", "Tokens of a call, input and output.") {
            $0.histogram($1, $2 + [("gen_ai_token_type", "input")], $3.inputTokens)
            $0.histogram($1, $2 + [("gen_ai_token_type", "output")], $3.outputTokens)
        }
        each("gen_ai_client_operation_duration_seconds", "histogram", "Time of a call from sending to its end.") {
            $0.histogram($1, $2, $3.duration)
        }
        each("gen_ai_client_time_to_first_chunk_seconds", "histogram", "Time to the first piece of an answer.") {
            $0.histogram($1, $2, $3.firstToken)
        }
        each("gen_ai_client_cost_usd_total", "counter", "Known cost of the calls.") { $0.sample($1, $2, $3.cost) }
        each("farthing_attempts_total", "counter", "Requests to providers by how they ended.") {
            for (outcome, number) in $3.outcomes.sorted(by: { $0.key < $1.key }) {
                $0.sample($1, $2 + [("outcome", outcome)], number)
            }
        }
    }

    /// What the ledger holds, so that nothing falls when the process begins anew.
    private func writeCosts(_ text: inout MetricsText) async throws {
        let report = try await api.costs(CostQuery(groupBy: [.model]))
        var (local, cloud) = (CostSums(), CostSums())
        for row in report.total.rows {
            let model = row.values.first?.flatMap { ModelID($0) }
            let isLocal = model.flatMap { api.runtime.services.models.profile(of: $0) }?.locality == .local
            if isLocal { local += row.sums } else { cloud += row.sums }
        }
        let all = report.sums
        func sample(_ name: String, _ kind: String, _ help: String, _ value: some CustomStringConvertible) {
            text.metric(name, kind, help)
            text.sample(name, value: value)
        }
        sample("cost_local_requests_total", "counter", "Requests to models on this machine or network.", local.entries)
        sample("cost_cloud_requests_total", "counter", "Requests to providers.", cloud.entries)
        sample("cost_local_processing_dollars", "gauge", "Cost of requests to local models.", local.cost)
        sample("cost_cloud_processing_dollars", "gauge", "Cost of requests to providers.", cloud.cost)
        let average = all.entries == 0 ? Money.zero : all.cost.share(1, of: all.entries)
        sample("cost_per_request_dollars", "gauge", "Average cost of a request.", average)
        let ratio = all.entries == 0 ? 0 : Double(local.entries) / Double(all.entries)
        sample("cost_local_processing_ratio", "gauge", "Share of requests to local models, 0 to 1.", ratio)
        let spent = Double(all.cost.picodollars) / Double(Money.picodollarsPerDollar)
        let yield = spent > 0 ? Double(all.entries) / spent : 0
        sample("cost_requests_per_dollar", "gauge", "Requests for a dollar.", yield)
        sample("cost_saved_dollars", "gauge", "Saved against the baseline.", all.savings.total)
        text.metric(
            "cost_routing_decisions_total", "counter",
            "Requests since the start of the process by how their model was chosen and the length of their prompt.")
        for (decision, count) in api.metrics.decisions {
            text.sample(
                "cost_routing_decisions_total",
                [("decision_type", decision.type), ("context_bucket", decision.context)], count)
        }
    }

    private func writeBudgets(_ text: inout MetricsText) async throws {
        // Scopes that name a conversation or a key are no closed set.
        let budgets = try await api.budgets.all().filter { $0.scope.name == nil && $0.limits.usd != nil }
        text.metric("cost_budget_utilization_percent", "gauge", "Share of a budget that is spent, in percent.")
        for budget in budgets {
            text.sample("cost_budget_utilization_percent", [("scope", "\(budget.scope)")], (budget.share ?? 0) * 100)
        }
        for (name, help, value) in [
            ("farthing_budget_limit_usd", "Limit of a budget.", { $0.limits.usd }),
            ("farthing_budget_spent_usd", "Spent of a budget.", { $0.spent.usd }),
            ("farthing_budget_reserved_usd", "Held for calls in flight.", { $0.reserved.usd }),
        ] as [(String, String, (BudgetStatus) -> Money?)] {
            text.metric(name, "gauge", help)
            for budget in budgets {
                if let money = value(budget) { text.sample(name, [("scope", "\(budget.scope)")], money) }
            }
        }
    }

    private func writeServer(_ text: inout MetricsText) {
        text.metric("farthing_http_requests_total", "counter", "HTTP requests by the status of their answer.")
        for (status, count) in api.metrics.requests {
            text.sample("farthing_http_requests_total", [("status", "\(status)")], count)
        }
        text.metric("farthing_alert_listeners", "gauge", "Open streams of alerts.")
        text.sample("farthing_alert_listeners", value: api.alerts.listeners)
        text.metric("farthing_event_streams", "gauge", "Open streams of alerts and of conversations' events.")
        text.sample("farthing_event_streams", value: api.keyWatch.count)
        text.metric("farthing_calls_in_flight", "gauge", "Requests that wait for a model now.")
        text.sample("farthing_calls_in_flight", value: api.gate.count)
        let memory = ProcessMemory.now
        text.metric("process_resident_memory_bytes", "gauge", "Resident memory of the process.")
        text.sample("process_resident_memory_bytes", value: memory.resident)
    }
}

extension MetricsText {
    fileprivate mutating func sample(_ name: String, value: some CustomStringConvertible) { sample(name, [], value) }
}
