/// What may be spent, by scope. Every scope that applies to a call counts; the narrowest decides.
package struct BudgetsSettings: SettingsSection {
    /// Everything, for ever.
    package var global = BudgetSettings()
    /// A calendar month.
    package var month = PeriodBudgetSettings()
    /// A calendar day.
    package var day = PeriodBudgetSettings()
    /// One conversation. Half a dollar, unless the section says otherwise.
    package var conversation = BudgetSettings(usd: DecimalText("0.50"))
    /// One message to its final answer, subordinates included. Unless the section says otherwise: $10, 100,000 tokens
    /// and 1,000 requests.
    package var run = BudgetSettings(usd: DecimalText("10"), tokens: 100_000, operations: 1000)
    /// One API key of the HTTP server, by its name.
    package var key: [String: BudgetSettings] = [:]
    /// The calls made on behalf of one tool, by its name.
    package var tool: [String: BudgetSettings] = [:]
    /// The calls that carry a tag.
    package var tag: [String: BudgetSettings] = [:]
    /// The parts of a limit at which an alert is given, rising, 0…1; reaching the limit itself is always one.
    package var thresholds: [Double] = [0.8, 0.95]
    /// How long a call waits for money that calls in flight may free.
    package var wait = Duration.seconds(300)
    /// Where alerts go beside the person at the terminal.
    package var alerts = BudgetAlertSettings()
    /// What happens to a call whose model has no price.
    package var onUnpriced = UnpricedAction.block
    /// What a model without a price is taken to cost where `on_unpriced` is `ceiling`; what is not given is the
    /// runtime's own.
    package var unpricedCeiling = PriceSettings()

    package init() {}

    package static let keys: [SettingKey<BudgetsSettings>] = [
        SettingKey("global", \.global, .section, "Everything, for ever."),
        SettingKey("month", \.month, .section, "A calendar month."),
        SettingKey("day", \.day, .section, "A calendar day."),
        SettingKey("conversation", \.conversation, .section, "One conversation."),
        SettingKey("run", \.run, .section, "One message to its final answer, subordinates included."),
        SettingKey("key", \.key, .names(.section), "One API key of the HTTP server, by its name."),
        SettingKey("tool", \.tool, .names(.section), "The calls made on behalf of one tool, by its name."),
        SettingKey("tag", \.tag, .names(.section), "The calls that carry a tag."),
        SettingKey(
            "thresholds", \.thresholds, .list(.number(0...1)),
            "The parts of a limit at which an alert is given; reaching the limit itself always is one."),
        SettingKey(
            "wait", \.wait, .duration(.zero ... .seconds(86_400)),
            "How long a call waits for money that calls in flight may free."),
        SettingKey("alerts", \.alerts, .section, "Where alerts go beside the person at the terminal."),
        SettingKey("on_unpriced", \.onUnpriced, .word, "What happens to a call whose model has no price."),
        SettingKey(
            "unpriced_ceiling", \.unpricedCeiling, .price,
            "What a model without a price is taken to cost where on_unpriced is ceiling."),
    ]

    package func check(_ place: SectionPlace, _ report: (SettingsProblem) -> Void) {
        let rising = zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 < $1 }
        if !rising {
            let order = thresholds.map(\.short).joined(separator: ", ")
            report(place.problem("thresholds", "the thresholds are out of order: [\(order)] must rise"))
        }
        if thresholds.contains(0) {
            report(place.problem("thresholds", "a threshold of 0 would alert at once; leave it out"))
        }
    }
}
