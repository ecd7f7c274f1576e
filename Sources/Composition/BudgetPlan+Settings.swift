import AgentRuntime
import AgentSettings
import LanguageModels
import Money

extension BudgetPlan {
    /// The budgets as the settings want them.
    ///
    /// - Throws: `BudgetError.unknownTimeZone`.
    init(_ settings: BudgetsSettings) throws {
        var rules: [BudgetScope: Rule] = [
            .global: Rule(settings.global), .eachConversation: Rule(settings.conversation),
            .eachRun: Rule(settings.run), .month: Rule(settings.month), .day: Rule(settings.day),
        ]
        for (name, budget) in settings.key { rules[.key(name)] = Rule(budget) }
        for (name, budget) in settings.tool { rules[.tool(name)] = Rule(budget) }
        for (name, budget) in settings.tag { rules[.tag(name)] = Rule(budget) }
        self.init(
            rules: rules, days: try BudgetCalendar(timeZone: settings.day.timeZone),
            months: try BudgetCalendar(timeZone: settings.month.timeZone),
            thresholds: settings.thresholds.map { Int(($0 * 1000).rounded()) }, longestWait: settings.wait)
    }
}

extension BudgetPlan.Rule {
    fileprivate init(_ settings: BudgetSettings) {
        self.init(
            BudgetLimits(
                usd: settings.usd.flatMap { Money($0.text) }, tokens: settings.tokens,
                operations: settings.operations),
            policy: BudgetPolicy(settings.onExhausted), yieldsToPriority: settings.yieldsToPriority)
    }

    /// Fixed costs count against a period's limit where the settings say so.
    fileprivate init(_ settings: PeriodBudgetSettings) {
        let fixed = settings.includeFixed ? settings.fixed.values.compactMap { Money($0.text) } : []
        let usd = settings.usd.flatMap { Money($0.text) }.map { limit in
            max(.zero, fixed.reduce(limit) { $0 - $1 })
        }
        self.init(
            BudgetLimits(usd: usd, tokens: settings.tokens, operations: settings.operations),
            policy: BudgetPolicy(settings.onExhausted), yieldsToPriority: settings.yieldsToPriority)
    }
}

extension BudgetPolicy {
    fileprivate init(_ action: ExhaustedAction?) {
        switch action {
        case .downgrade: self = .downgrade
        case .queue: self = .queue
        case .block: self = .block
        // Where nobody can be asked, asking is refusing.
        case .ask, nil: self = .ask
        }
    }
}

extension RoutingSettings {
    /// The models of each tier, the cheapest tier first.
    var tierModels: [[ModelID]] {
        [tiers.simple, tiers.standard, tiers.premium].map { $0.compactMap { ModelID($0) } }
    }
}
