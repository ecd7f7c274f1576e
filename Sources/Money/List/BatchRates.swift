/// Derives the batch prices of an entry.
///
/// - What is listed counts. A side without a batch price costs half of its standard price.
/// - A long prompt without a long-context batch price costs half of the long-context standard price, and never less
///   than the listed batch price.
/// - Cached tokens, where the list has a batch price for input and none for them, cost the batch input price: a second
///   discount on top of the batch discount is not assumed unless the vendor lists it. Cache writes, audio and images
///   cost half of their standard price, and not less than the batch price of plain tokens.
struct BatchRates {
    let fields: PriceFields
    /// The standard cards, band 0 first.
    let standard: [RateCard]
    let thresholds: [(tokens: Int, label: String)]

    func cards() -> [RateCard] {
        standard.indices.map { card(band: $0) }
    }

    private func card(band: Int) -> RateCard {
        let base = standard[band]
        let listedInput = fields.rates["input_cost_per_token_batches"]
        var card = RateCard()
        card.input = listed("input_cost_per_token", band, base.input) ?? half(base.input)
        let plain = listedInput == nil ? RateCard.missing : card.input
        card.output = listed("output_cost_per_token", band, base.output) ?? half(base.output)
        card.cacheRead =
            listed("cache_read_input_token_cost", band, base.cacheRead)
            ?? (listedInput == nil ? half(base.cacheRead) : card.input)
        // What is written at the price of plain tokens is plain tokens to the batch too.
        card.cacheWrite5m =
            listed("cache_creation_input_token_cost", band, base.cacheWrite5m)
            ?? (base.cacheWrite5m == base.input ? card.input : max(half(base.cacheWrite5m), plain))
        card.cacheWrite1h =
            listed("cache_creation_input_token_cost_above_1hr", band, base.cacheWrite1h)
            ?? longerLived(base.cacheWrite1h, base.cacheWrite5m, card.cacheWrite5m)
        card.cacheWrite12h =
            listed("cache_creation_input_token_cost_above_12hr", band, base.cacheWrite12h)
            ?? longerLived(base.cacheWrite12h, base.cacheWrite5m, card.cacheWrite5m)
        card.audioInput = modality("input_cost_per_audio_token", base.audioInput, base.input, card.input)
        card.imageInput = modality("input_cost_per_image_token", base.imageInput, base.input, card.input)
        card.audioCacheRead = modality(
            "cache_read_input_audio_token_cost", base.audioCacheRead, base.cacheRead, card.cacheRead)
        card.reasoning = base.reasoning == base.output ? card.output : half(base.reasoning)
        card.audioOutput = modality("output_cost_per_audio_token", base.audioOutput, base.output, card.output)
        card.imageOutput = modality("output_cost_per_image_token", base.imageOutput, base.output, card.output)
        return card
    }

    /// The batch price that the list gives for `key` in a band; nil when it gives none at all.
    private func listed(_ key: String, _ band: Int, _ standardRate: Int64) -> Int64? {
        for threshold in thresholds.prefix(band).reversed() {
            if let rate = fields.rates["\(key)_above_\(threshold.label)_tokens_batches"] { return rate.attodollars }
        }
        guard let flat = fields.rates[key + "_batches"]?.attodollars else { return nil }
        // Only a band that really re-prices this side lifts its batch price.
        guard band > 0, standardRate != rateInFirstBand(key) else { return flat }
        return max(flat, half(standardRate))
    }

    private func rateInFirstBand(_ key: String) -> Int64 {
        switch key {
        case "input_cost_per_token": standard[0].input
        case "output_cost_per_token": standard[0].output
        case "cache_read_input_token_cost": standard[0].cacheRead
        case "cache_creation_input_token_cost": standard[0].cacheWrite5m
        case "cache_creation_input_token_cost_above_1hr": standard[0].cacheWrite1h
        default: standard[0].cacheWrite12h
        }
    }

    private func modality(_ key: String, _ rate: Int64, _ plain: Int64, _ batchPlain: Int64) -> Int64 {
        if let listed = fields.rates[key + "_batches"] { return listed.attodollars }
        return rate == plain ? batchPlain : max(half(rate), batchPlain)
    }

    private func longerLived(_ rate: Int64, _ shorter: Int64, _ batchShorter: Int64) -> Int64 {
        rate == shorter ? batchShorter : max(half(rate), batchShorter)
    }

    private func half(_ rate: Int64) -> Int64 { rate < 0 ? RateCard.missing : rate / 2 + rate % 2 }
}
