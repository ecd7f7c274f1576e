import AgentRuntime

/// The routing rules of the cost-optimization decision record (ADR-045, "Context-Length Based Cost Routing"), line by
/// line and in its own units: dollars as floating point, a fixed price a request.
struct CostRecordRouter {
    /// Where a request runs, by the record's names.
    enum Pool: String {
        case throughput = "throughput_pool"
        case longContext = "longcontext_pool"
        case cloud = "cloud_fallback"
        case queued = "throughput_pool_queued"
    }

    var monthlyBudget = 30.00
    var fixedCosts = 20.00 + 5.00 + 2.50 + 2.50
    var cloudProcessingLimit = 2.00
    var localProcessingTarget = 0.98
    var contextThreshold = 4096
    var localCostPerRequest = 0.001
    var cloudCostPerRequest = 0.05
    private(set) var localRequests = 0
    private(set) var cloudRequests = 0

    mutating func route(contextTokens: Int, priority: BudgetPriority) -> Pool {
        let pool: Pool
        switch determine(contextTokens, budgetRemaining, priority) {
        case .forceLocal: pool = contextTokens > 4096 ? .longContext : .throughput
        case .optimalLocal: pool = .throughput
        case .budgetCloud: pool = .cloud
        case .queueLocal: pool = .queued
        }
        if pool == .cloud { cloudRequests += 1 } else { localRequests += 1 }
        return pool
    }

    private enum Decision { case forceLocal, optimalLocal, budgetCloud, queueLocal }

    private func determine(_ contextTokens: Int, _ budgetRemaining: Double, _ priority: BudgetPriority) -> Decision {
        if currentLocalRatio < localProcessingTarget { return .forceLocal }
        if contextTokens <= contextThreshold { return .optimalLocal }
        if budgetRemaining < cloudCostPerRequest { return priority == .high ? .forceLocal : .queueLocal }
        let monthlyCloudCost = Double(cloudRequests) * cloudCostPerRequest
        if monthlyCloudCost + cloudCostPerRequest > cloudProcessingLimit { return .queueLocal }
        return .budgetCloud
    }

    private var budgetRemaining: Double {
        let variable = Double(localRequests) * localCostPerRequest + Double(cloudRequests) * cloudCostPerRequest
        return max(0, monthlyBudget - (fixedCosts + variable))
    }

    private var currentLocalRatio: Double {
        let total = localRequests + cloudRequests
        return total == 0 ? 1 : Double(localRequests) / Double(total)
    }
}
