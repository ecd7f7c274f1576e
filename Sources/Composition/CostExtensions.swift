import AgentRuntime
import AgentSettings
import CostTracking
import ExactJSON
import LanguageModels
import LocalFirst
import Money

/// The extensions that count costs and keep requests local, with their parts of the settings.
enum CostExtensions {
    /// Makes them.
    ///
    /// - Parameter chat: the chat slot's model, the baseline where nothing else is said.
    /// - Throws: `SettingsError` when an extension's settings are not what it takes.
    static func all(_ settings: Settings, chat: ModelID) throws -> [any Extension] {
        let tracking = try ExtensionSection("CostTracking", settings, keys: ["baseline"])
        let premium = settings.routing.tiers.premium.first.flatMap { ModelID($0) }
        let baseline = try tracking.model("baseline") ?? premium ?? chat
        return [CostTracking(baseline: baseline)] + (try localFirst(settings).map { [$0] } ?? [])
    }

    private static func localFirst(_ settings: Settings) throws -> (any Extension)? {
        let section = try ExtensionSection(
            "LocalFirst", settings,
            keys: ["local", "cloud", "context_tokens", "local_share", "warm_up", "slots", "queue"])
        guard let local = try section.model("local"), let cloud = try section.model("cloud") else {
            guard section.isEmpty else {
                throw section.problem("local", "it needs both local: and cloud:, provider/name")
            }
            return nil
        }
        var policy = LocalFirstPolicy(local: local, cloud: cloud)
        policy.contextTokens = try section.number("context_tokens", 0...100_000_000) ?? policy.contextTokens
        policy.warmUp = try section.number("warm_up", 0...1_000_000) ?? policy.warmUp
        policy.slots = try section.number("slots", 1...1024) ?? policy.slots
        policy.queueLimit = try section.number("queue", 0...100_000) ?? policy.queueLimit
        policy.localShare = try section.share("local_share") ?? policy.localShare
        let month = settings.budgets.month
        if let limit = try month.cloudUSD.map(amount) { policy.cloudLimit = limit }
        policy.monthLimit = try month.usd.map(amount)
        policy.fixed = try month.fixed.values.map(amount).reduce(.zero, +)
        policy.includesFixed = month.includeFixed
        policy.thresholds = settings.budgets.thresholds.map { Int(($0 * 1000).rounded()) }.filter { $0 < 1000 }
        do { policy.timeZone = try TimeZoneRules(named: month.timeZone) } catch {
            throw AgentError(.badExtensions, "budgets.month.time_zone: \(error.message)")
        }
        return LocalFirst(policy)
    }

    private static func amount(_ text: DecimalText) throws -> Money {
        do { return try Money(parsing: text.text) } catch {
            throw AgentError(.badExtensions, "budgets.month: \(error)")
        }
    }
}
