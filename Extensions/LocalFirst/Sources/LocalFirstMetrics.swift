import AgentRuntime
import Money

/// The month in the Prometheus text format, by the names of the cost-optimization record.
struct LocalFirstMetrics {
    var policy: LocalFirstPolicy
    var month: LocalFirstMonth?
    var decisions: [String: Int]

    init(policy: LocalFirstPolicy, month: LocalFirstMonth?, _ decisions: [String: Int]) {
        self.policy = policy
        self.month = month
        self.decisions = decisions
    }

    var text: String {
        guard let month else { return "" }
        var text = ""
        func add(_ name: String, _ type: String, _ value: String, labels: String = "", isFirst: Bool = true) {
            if isFirst { text += "# TYPE \(name) \(type)\n" }
            text += "\(name)\(labels) \(value)\n"
        }
        add("cost_local_requests_total", "counter", "\(month.localRequests)")
        add("cost_cloud_requests_total", "counter", "\(month.cloudRequests)")
        add("cost_local_processing_dollars", "gauge", month.localSpent.description)
        add("cost_cloud_processing_dollars", "gauge", month.cloudSpent.description)
        if let cost = month.costPerRequest {
            add("cost_per_request_dollars", "gauge", cost.description)
            if month.spent > .zero {
                let perDollar = Double(month.requests) * 1e12 / Double(month.spent.picodollars)
                add("cost_requests_per_dollar", "gauge", "\(perDollar)")
            }
        }
        if let limit = policy.monthLimit, limit > .zero {
            let spent = month.spent + (policy.includesFixed ? policy.fixed : .zero)
            let share = Double(spent.picodollars) / Double(limit.picodollars) * 100
            add("cost_budget_utilization_percent", "gauge", "\(share)")
        }
        add("cost_local_processing_ratio", "gauge", "\(month.localShare)")
        for (index, key) in decisions.keys.sorted().enumerated() {
            let words = key.split(separator: " ")
            add(
                "cost_routing_decisions_total", "counter", "\(decisions[key] ?? 0)",
                labels: "{decision_type=\"\(words[0])\",context_bucket=\"\(words[1])\"}", isFirst: index == 0)
        }
        return text
    }
}
