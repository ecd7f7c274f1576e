import ComplexityRouting
package import ExactJSON
package import LanguageModels
package import Money

/// What past traffic would have cost, and where quality is at risk.
package struct ReplayReport: Sendable {
    /// One model, before and after.
    package struct Line: Sendable, Hashable {
        package var model: ModelID
        package var messagesBefore = 0
        package var messagesAfter = 0
        package var costBefore = Money.zero
        package var costAfter = Money.zero
    }

    /// A message whose answer may have been worse.
    package struct Risk: Sendable, Hashable {
        package var turn: String
        package var text: String
        package var before: ModelID
        package var after: ModelID
        /// The chance of a good answer, before and after.
        package var qualityBefore: Double
        package var qualityAfter: Double
        package var reason: String
    }

    /// Risks that are kept, the gravest first; the rest is counted.
    package static let keptRisks = 1_000

    package var messages = 0
    package var conversations = 0
    package var calls = 0
    /// What was paid at the time.
    package var recorded = Money.zero
    /// What the same calls to the same models cost at the prices compared with.
    package var before = Money.zero
    /// What they would have cost.
    package var after = Money.zero
    /// Messages that would have gone to another model.
    package var moved = 0
    /// Messages without text or without a price, which are counted as they were.
    package var kept = 0
    package var lines: [Line] = []
    package var risks: [Risk] = []
    package var riskCount = 0
    /// The mean chance of a good answer, before and after.
    package var qualityBefore = 0.0
    package var qualityAfter = 0.0

    package init() {}

    /// The share saved, below 0 when it would have been dearer; nil when nothing was paid.
    package var saved: Double? {
        before > .zero ? 1 - Double(after.picodollars) / Double(before.picodollars) : nil
    }

    /// The object of `simulate --json`.
    package func json(risks limit: Int) -> JSONValue {
        func usd(_ money: Money) -> JSONValue { .string(money.description) }
        return [
            "messages": JSONValue(messages), "conversations": JSONValue(conversations), "calls": JSONValue(calls),
            "moved": JSONValue(moved), "kept": JSONValue(kept), "recorded_usd": usd(recorded),
            "before_usd": usd(before), "after_usd": usd(after), "saved_usd": usd(before - after),
            "saved_share": saved.map { .rounded($0) } ?? .null, "quality_before": .rounded(qualityBefore),
            "quality_after": .rounded(qualityAfter), "at_risk": JSONValue(riskCount),
            "models": .array(
                lines.map { line in
                    [
                        "model": .string(line.model.description), "messages_before": JSONValue(line.messagesBefore),
                        "messages_after": JSONValue(line.messagesAfter), "before_usd": usd(line.costBefore),
                        "after_usd": usd(line.costAfter),
                    ]
                }),
            "risks": .array(
                risks.prefix(limit).map { risk in
                    [
                        "turn": .string(risk.turn), "text": .string(risk.text),
                        "before": .string(risk.before.description), "after": .string(risk.after.description),
                        "quality_before": .rounded(risk.qualityBefore), "quality_after": .rounded(risk.qualityAfter),
                        "reason": .string(risk.reason),
                    ]
                }),
        ]
    }
}
