public import LanguageModels
import Money

/// What a provider reported of a prompt that had been estimated: what estimates are calibrated by.
public struct PromptReport: Sendable, Hashable {
    /// The model asked.
    public var model: ModelID
    /// Tokens by the stand-in encoding, before calibration and buffer.
    public var counted: Int
    /// Tokens by the provider, cached ones included.
    public var reported: Int

    /// Makes a report.
    public init(model: ModelID, counted: Int, reported: Int) {
        self.model = model
        self.counted = counted
        self.reported = reported
    }

    /// The report in an attempt; nil when its count was exact, or the provider did not answer or report.
    public init?(_ attempt: AttemptRecord) {
        guard let counted = attempt.start.countedTokens, let settlement = attempt.settlement,
            settlement.outcome == .succeeded, settlement.usageSource == .provider
        else { return nil }
        self.init(model: attempt.start.model, counted: counted, reported: settlement.usage.promptTokens)
    }
}
