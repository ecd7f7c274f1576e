import LanguageModels
import Money

/// Splits what an attempt saved into its causes.
///
/// The walk from the baseline to what was paid, one cause at a time; each part is what its step took off:
///
/// 1. the baseline: the baseline's model, the prompt as it was before compression, nothing cached, standard tier;
/// 2. routing: the same prompt at the model that answered;
/// 3. compression: the prompt as it was sent;
/// 4. the provider's prompt cache: the tokens in the buckets the provider counted;
/// 5. service tier and whatever else the bill says (a reported cost, a fee): what was paid.
///
/// A call that exists only because of the savings has a baseline of nothing; its whole cost is taken off the part it
/// worked for. The order of the steps is a choice, as in every such split; the sum does not depend on it.
struct SavingsSplit {
    var prices: any Pricing
    var start: AttemptStart
    var served: ModelID

    /// The savings of an attempt that cost `paid`; nil when a price on the way is not known.
    func savings(_ usage: Usage, paid: Money?) -> Savings? {
        guard let baseline = start.baseline, let paid else { return nil }
        guard let reference = baseline.model else { return overhead(paid) }
        var sent = usage
        sent.input = usage.input + usage.cacheRead + usage.cacheWrite
        sent.cacheRead = 0
        sent.cacheWrite5m = 0
        sent.cacheWrite1h = 0
        sent.cacheWrite12h = 0
        sent.audioInput = usage.audioInput + usage.audioCacheRead
        sent.audioCacheRead = 0
        var whole = sent
        whole.input += baseline.removedTokens
        // Most attempts differ from their baseline in nothing or in one step: a price is asked for once.
        let isSame = reference == served
        guard let first = price(whole, reference) else { return nil }
        guard let second = isSame ? first : price(whole, served),
            let third = baseline.removedTokens == 0 ? second : price(sent, served),
            let fourth = sent == usage ? third : price(usage, served)
        else { return nil }
        return Savings(
            routing: first - second, compression: second - third, promptCache: third - fourth, batch: fourth - paid)
    }

    /// The savings of an answer that needed no provider, of a call that would have used `usage`.
    func cached(_ usage: Usage) -> Savings? {
        guard let reference = start.baseline?.model else { return nil }
        var whole = usage
        whole.input += start.baseline?.removedTokens ?? 0
        return price(whole, reference).map { Savings(cache: $0) }
    }

    private func overhead(_ paid: Money) -> Savings {
        switch start.purpose {
        case .summary: Savings(compression: .zero - paid)
        case .prefetch: Savings(cache: .zero - paid)
        default: Savings(routing: .zero - paid)
        }
    }

    private func price(_ usage: Usage, _ model: ModelID) -> Money? {
        prices.price(UsageReport(usage, source: .provider), model: model, tier: nil, at: start.startedAt).cost
    }
}
