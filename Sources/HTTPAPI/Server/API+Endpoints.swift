import AgentRuntime
import ExactJSON
import HTTPTypes

extension API {
    /// Every address of the server.
    var endpoints: [Endpoint] {
        modelEndpoints + conversationEndpoints + costEndpoints + budgetEndpoints + aliasEndpoints + serverEndpoints
            + DashboardEndpoint.endpoints
    }

    private var modelEndpoints: [Endpoint] {
        let chat = ChatCompletions(api: self)
        let messages = AnthropicMessages(api: self)
        let embeddings = EmbeddingsEndpoint(api: self)
        let models = ModelsEndpoint(api: self)
        let streamed = ["application/json", "text/event-stream"]
        return [
            Endpoint(
                .post, "/v1/chat/completions", .caller,
                EndpointDoc(summary: "A chat completion, as OpenAI's", body: BodySchemas.chat, types: streamed),
                chat.answer),
            Endpoint(
                .post, "/v1/messages", .caller,
                EndpointDoc(summary: "A message, as Anthropic's", body: BodySchemas.messages, types: streamed),
                telling: { $0.anthropicReply }, messages.answer),
            Endpoint(
                .post, "/v1/embeddings", .caller,
                EndpointDoc(summary: "Vectors of texts, as OpenAI's", body: BodySchemas.embeddings), embeddings.answer),
            Endpoint(.get, "/v1/models", .caller, EndpointDoc(summary: "The models that can be named"), models.list),
            Endpoint(.get, "/v1/models/{model+}", .caller, EndpointDoc(summary: "One model"), models.show),
        ]
    }

    private var conversationEndpoints: [Endpoint] {
        let conversations = ConversationsEndpoint(api: self)
        let decisions = DecisionsEndpoint(api: self)
        let path = "/v1/conversations"
        let events = ["text/event-stream"]
        return [
            Endpoint(
                .post, path, .caller,
                EndpointDoc(
                    summary: "Begin a conversation with the agent", body: EndpointDoc.object, isBodyRequired: false,
                    status: 201), conversations.create),
            Endpoint(
                .get, path, .caller,
                EndpointDoc(summary: "The latest conversations", query: [.number("limit", 1000)]), conversations.list),
            Endpoint(
                .get, path + "/{id}", .caller, EndpointDoc(summary: "A conversation with every call"),
                conversations.show),
            Endpoint(
                .delete, path + "/{id}", .caller, EndpointDoc(summary: "Remove its words", status: 204),
                conversations.delete),
            Endpoint(
                .post, path + "/{id}/messages", .caller,
                EndpointDoc(summary: "Send a message; answers as events", body: BodySchemas.message, types: events),
                conversations.send),
            Endpoint(
                .get, path + "/{id}/events", .caller,
                EndpointDoc(
                    summary: "Take up the latest turn's events again", query: [.text("last_event_id")], types: events),
                conversations.resume),
            Endpoint(
                .post, path + "/{id}/cancel", .caller, EndpointDoc(summary: "End the running turn", status: 204),
                conversations.cancel),
            Endpoint(
                .get, "/v1/decisions", .caller,
                EndpointDoc(
                    summary: "The latest routing decisions", query: [.number("limit", 200), .text("conversation_id")]),
                decisions.list),
            Endpoint(.get, "/v1/decisions/{id}", .caller, EndpointDoc(summary: "One decision"), decisions.show),
        ]
    }

    private var costEndpoints: [Endpoint] {
        let costs = CostsEndpoint(api: self)
        let summary = CostSummaryEndpoint(api: self)
        let export = CostExportEndpoint(api: self)
        let performance = PerformanceEndpoint(api: self)
        let fields: [EndpointDoc.Field] = [
            .time("start_time"), .time("end_time"), .words("bucket_width", ["1m", "1h", "1d", "1mo"]),
            .words("group_by", CostRequest.groups.map(\.name), isList: true), .number("limit"), .text("page"),
            .text("time_zone"), .texts("project_ids"), .texts("api_key_ids"), .texts("models"), .texts("providers"),
            .texts("conversation_ids"), .texts("tiers"),
        ]
        return [
            Endpoint(
                .get, "/v1/organization/costs", .caller,
                EndpointDoc(summary: "Costs in buckets of time, as OpenAI's", query: fields), costs.costs),
            Endpoint(
                .get, "/v1/organization/usage/completions", .caller,
                EndpointDoc(summary: "Tokens in buckets of time, as OpenAI's", query: fields), costs.usage),
            Endpoint(
                .get, "/v1/costs/summary", .caller,
                EndpointDoc(summary: "Today, this month and its forecast", query: [.text("time_zone")]), summary.answer),
            Endpoint(
                .get, "/v1/performance", .caller,
                EndpointDoc(
                    summary: "How models do: times, errors, retries, by model and tier",
                    query: [.time("start_time"), .time("end_time")]), performance.answer),
            Endpoint(
                .get, "/v1/costs/export", .caller,
                EndpointDoc(
                    summary: "Every ledger entry",
                    query: [
                        .words("format", ["csv", "focus-csv", "jsonl"]), .time("start_time"), .time("end_time"),
                    ], types: ["text/csv", "application/jsonl"]), export.answer),
        ]
    }

    private var budgetEndpoints: [Endpoint] {
        let budgets = BudgetsEndpoint(api: self)
        let alerts = AlertsEndpoint(api: self)
        let path = "/v1/budgets/{scope}"
        return [
            Endpoint(.get, "/v1/budgets", .caller, EndpointDoc(summary: "The budgets"), budgets.list),
            Endpoint(.get, path, .caller, EndpointDoc(summary: "One budget"), budgets.show),
            Endpoint(
                .put, path, .admin, EndpointDoc(summary: "Set or raise a budget", body: BodySchemas.budget), budgets.put
            ),
            Endpoint(
                .delete, path, .admin, EndpointDoc(summary: "Take away what was set", status: 204), budgets.delete),
            Endpoint(.get, "/v1/alerts", .caller, EndpointDoc(summary: "The budgets past a threshold"), alerts.list),
            Endpoint(
                .get, "/v1/alerts/events", .caller,
                EndpointDoc(
                    summary: "Alerts as they come, from the ledger after the last one known",
                    query: [.text("last_event_id")], types: ["text/event-stream"]), alerts.events),
        ]
    }

    private var aliasEndpoints: [Endpoint] {
        let aliases = LiteLLMAliases(api: self)
        let range: [EndpointDoc.Field] = [
            .text("start_date"), .text("end_date"), .number("page", 1_000_000), .number("page_size", 1000),
        ]
        return [
            Endpoint(
                .get, "/global/spend", .caller, EndpointDoc(summary: "All that was spent, as LiteLLM's"),
                aliases.globalSpend),
            Endpoint(
                .post, "/spend/calculate", .caller,
                EndpointDoc(summary: "What a request would cost, as LiteLLM's", body: EndpointDoc.object),
                aliases.calculate),
            Endpoint(
                .get, "/spend/logs/v2", .caller, EndpointDoc(summary: "Ledger entries, as LiteLLM's", query: range),
                aliases.logs),
            Endpoint(
                .get, "/user/daily/activity", .caller,
                EndpointDoc(summary: "Sums by day, as LiteLLM's", query: range + [.text("model"), .text("api_key")]),
                aliases.daily),
        ]
    }

    private var serverEndpoints: [Endpoint] {
        let health = HealthEndpoint(api: self)
        let metrics = MetricsEndpoint(api: self)
        return [
            Endpoint(
                .get, "/metrics", .admin, EndpointDoc(summary: "Metrics for Prometheus", types: ["text/plain"]),
                metrics.answer),
            Endpoint(.get, "/healthz", .open, EndpointDoc(summary: "Whether the process lives"), health.live),
            Endpoint(.get, "/readyz", .open, EndpointDoc(summary: "Whether it can answer"), health.ready),
            Endpoint(
                .get, "/openapi.json", .open, EndpointDoc(summary: "This document"),
                { _ in Reply(json: OpenAPIDocument(self.endpoints, version: self.runtime.configuration.version).json) }),
        ]
    }
}
