import ExactJSON

extension RateSheetBuilder {
    /// The sheet of an entry with `tiered_pricing`; nil for one without usable rows.
    ///
    /// A row counts for prompts longer than its start, up to and including its end, and bills the whole request;
    /// beyond the last row the last one counts. Rates that a row leaves out are its input rate (cached tokens) or the
    /// entry's own output rate. Service tiers do not change these prices; a batch costs half.
    func tieredSheet() -> RateSheet? {
        guard let rows = fields.object["tiered_pricing"]?.arrayValue else { return nil }
        var tiers: [(start: Int, card: RateCard)] = []
        for row in rows {
            guard let object = row.objectValue, let start = row["range"]?[0]?.intValue, start >= 0 else { continue }
            let rates = PriceFields(object)
            guard rates.rates["input_cost_per_token"] != nil else { continue }
            tiers.append((start, card(of: rates)))
        }
        guard !tiers.isEmpty else { return nil }
        tiers.sort { $0.start < $1.start }
        var starts: [Int] = []
        var cards = [tiers[0].card]
        for tier in tiers.dropFirst() {
            starts.append(tier.start + 1)
            cards.append(tier.card)
        }
        let batch = cards.map { halved($0) }
        var rowOfTier = Array(repeating: UInt8(0), count: ServiceTier.allCases.count)
        rowOfTier[ServiceTier.batch.index] = 1
        return finished(
            RateSheet(
                bandStarts: starts, cards: cards + batch, rowOfTier: rowOfTier, offPeakCards: [], offPeak: nil))
    }

    private func card(of row: PriceFields) -> RateCard {
        var rates = ListedRates()
        rates.input = row.rates["input_cost_per_token"]
        rates.output = row.rates["output_cost_per_token"] ?? fields.rates["output_cost_per_token"]
        rates.cacheRead = row.rates["cache_read_input_token_cost"]
        rates.cacheWrite5m = row.rates["cache_creation_input_token_cost"]
        rates.cacheWrite1h = row.rates["cache_creation_input_token_cost_above_1hr"]
        rates.cacheWrite12h = row.rates["cache_creation_input_token_cost_above_12hr"]
        rates.reasoning =
            row.rates["output_cost_per_reasoning_token"]
            ?? (row.rates["output_cost_per_token"] == nil ? fields.rates["output_cost_per_reasoning_token"] : nil)
        rates.audioInput = fields.rates["input_cost_per_audio_token"]
        rates.audioCacheRead = fields.rates["cache_read_input_audio_token_cost"]
        rates.imageInput = fields.rates["input_cost_per_image_token"]
        rates.audioOutput = fields.rates["output_cost_per_audio_token"]
        rates.imageOutput = fields.rates["output_cost_per_image_token"]
        return rates.card
    }

    private func halved(_ card: RateCard) -> RateCard {
        func half(_ rate: Int64) -> Int64 { rate < 0 ? rate : rate / 2 + rate % 2 }
        return RateCard(
            input: half(card.input), cacheRead: half(card.cacheRead), cacheWrite5m: half(card.cacheWrite5m),
            cacheWrite1h: half(card.cacheWrite1h), cacheWrite12h: half(card.cacheWrite12h),
            audioInput: half(card.audioInput), audioCacheRead: half(card.audioCacheRead),
            imageInput: half(card.imageInput), output: half(card.output), reasoning: half(card.reasoning),
            audioOutput: half(card.audioOutput), imageOutput: half(card.imageOutput))
    }
}
