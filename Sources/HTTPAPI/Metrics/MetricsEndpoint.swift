import AgentRuntime
import Money

/// `GET /metrics`, for Prometheus. What is counted is this process's; the ledger counts for good.
struct MetricsEndpoint: Sendable {
    let api: API

    func answer(_ exchange: Exchange) async throws -> Reply? {
        var text = MetricsText()
        let counts = api.metrics.counts
        writeCalls(counts, &text)
        writeCosts(counts, &text)
        try await writeBudgets(&text)
        writeServer(&text)
        let machine = await api.resources()
        return Reply(type: "text/plain; version=0.0.4; charset=utf-8", body: Array((text.text + machine).utf8))
    }

    private typealias Counts = [(Metrics.Series, Metrics.Counts)]

    private func labels(_ series: Metrics.Series) -> [(String, String)] {
        [
            ("gen_ai_operation_name", series.slot == "embedding" ? "embeddings" : "chat"),
            ("gen_ai_provider_name", series.provider), ("gen_ai_request_model", series.model),
        ]
    }

    private func writeCalls(_ counts: Counts, _ text: inout MetricsText) {
        text.metric("gen_ai_client_token_usage", "histogram", "Tokens of a call, input and output.")
        for (series, count) in counts {
            let labels = labels(series) + [("slot", series.slot)]
            text.histogram("gen_ai_client_token_usage", labels + [("gen_ai_token_type", "input")], count.inputTokens)
            text.histogram("gen_ai_client_token_usage", labels + [("gen_ai_token_type", "output")], count.outputTokens)
        }
        text.metric("gen_ai_client_operation_duration_seconds", "histogram", "Time of a call from sending to its end.")
        for (series, count) in counts {
            text.histogram(
                "gen_ai_client_operation_duration_seconds", labels(series) + [("slot", series.slot)], count.duration)
        }
        text.metric("gen_ai_client_time_to_first_chunk_seconds", "histogram", "Time to the first piece of an answer.")
        for (series, count) in counts {
            text.histogram(
                "gen_ai_client_time_to_first_chunk_seconds", labels(series) + [("slot", series.slot)], count.firstToken)
        }
        text.metric("gen_ai_client_cost_usd_total", "counter", "Known cost of the calls.")
        for (series, count) in counts {
            text.sample("gen_ai_client_cost_usd_total", labels(series) + [("slot", series.slot)], count.cost)
        }
        text.metric("farthing_attempts_total", "counter", "Requests to providers by how they ended.")
        for (series, count) in counts {
            for (outcome, number) in count.outcomes.sorted(by: { $0.key < $1.key }) {
                text.sample(
                    "farthing_attempts_total", labels(series) + [("slot", series.slot), ("outcome", outcome)], number)
            }
        }
    }

    private func writeCosts(_ counts: Counts, _ text: inout MetricsText) {
        func sum<T: AdditiveArithmetic>(_ isLocal: Bool, _ value: (Metrics.Counts) -> T) -> T {
            counts.filter { $0.1.isLocal == isLocal }.reduce(.zero) { $0 + value($1.1) }
        }
        let local = sum(true) { $0.duration.count }
        let cloud = sum(false) { $0.duration.count }
        let localCost = counts.filter(\.1.isLocal).reduce(Money.zero) { $0 + $1.1.cost }
        let cloudCost = counts.filter { !$0.1.isLocal }.reduce(Money.zero) { $0 + $1.1.cost }
        let all = local + cloud
        text.metric("cost_local_requests_total", "counter", "Requests answered on this machine or network.")
        text.sample("cost_local_requests_total", value: local)
        text.metric("cost_cloud_requests_total", "counter", "Requests answered by a provider.")
        text.sample("cost_cloud_requests_total", value: cloud)
        text.metric("cost_local_processing_dollars", "gauge", "Cost of requests answered locally.")
        text.sample("cost_local_processing_dollars", value: localCost)
        text.metric("cost_cloud_processing_dollars", "gauge", "Cost of requests answered by providers.")
        text.sample("cost_cloud_processing_dollars", value: cloudCost)
        text.metric("cost_per_request_dollars", "gauge", "Average cost of a request.")
        text.sample("cost_per_request_dollars", value: all == 0 ? .zero : (localCost + cloudCost).share(1, of: all))
        text.metric("cost_local_processing_ratio", "gauge", "Share of requests answered locally, 0 to 1.")
        text.sample("cost_local_processing_ratio", value: all == 0 ? 0 : Double(local) / Double(all))
        let spent = Double((localCost + cloudCost).picodollars) / 1e12
        text.metric("cost_requests_per_dollar", "gauge", "Requests for a dollar.")
        text.sample("cost_requests_per_dollar", value: spent > 0 ? Double(all) / spent : 0)
        text.metric("cost_saved_dollars", "gauge", "Saved against the baseline.")
        text.sample("cost_saved_dollars", value: counts.reduce(Money.zero) { $0 + $1.1.saved })
        text.metric("cost_routing_decisions_total", "counter", "Calls by how their model was chosen.")
        for (kind, count) in api.metrics.decisions {
            text.sample("cost_routing_decisions_total", [("decision_type", kind), ("context_bucket", "all")], count)
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
