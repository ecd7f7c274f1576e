import ExactJSON

/// Reads the token prices of an entry into rate cards by LiteLLM's grammar:
/// base × cache-write lifetime × context threshold × service tier, `tiered_pricing`, `off_peak_pricing`.
struct RateSheetBuilder {
    let fields: PriceFields
    let provider: String
    let mode: ModelMode

    /// xAI charges the long-context price from the threshold on, everybody else above it.
    private var thresholdIsInclusive: Bool { provider == "xai" }

    /// Fireworks charges half the input price for cached tokens unless the list says otherwise
    /// (docs.fireworks.ai, serverless pricing).
    private var cachedReadIsHalf: Bool { provider == "fireworks_ai" }

    private static let suffixes: [(tier: ServiceTier, suffix: String)] = [
        (.flex, "_flex"), (.priority, "_priority"), (.balanced, "_balanced"), (.ultrafast, "_ultrafast"),
    ]

    func sheet() -> RateSheet {
        if let tiered = tieredSheet() { return tiered }
        let present = RateSheetBuilder.suffixes.filter { entry in
            fields.rates.keys.contains { $0.hasSuffix(entry.suffix) }
        }
        let allThresholds = thresholds(of: [""] + present.map(\.suffix) + ["_batches"])
        let standard = bands(allThresholds, suffix: "")
        var rows = [standard, BatchRates(fields: fields, standard: standard, thresholds: allThresholds).cards()]
        var rowOfTier = Array(repeating: UInt8(0), count: ServiceTier.allCases.count)
        rowOfTier[ServiceTier.batch.index] = 1
        for (tier, suffix) in present {
            rowOfTier[tier.index] = UInt8(rows.count)
            rows.append(bands(allThresholds, suffix: suffix))
        }
        let schedule = OffPeakSchedule(fields)
        var offPeakRows: [[RateCard]] = []
        if schedule != nil {
            let override = fields.object["off_peak_pricing"]?.objectValue.map { PriceFields($0) }
            offPeakRows = [bands(allThresholds, suffix: "", offPeak: override), rows[1]]
            for (_, suffix) in present { offPeakRows.append(bands(allThresholds, suffix: suffix, offPeak: override)) }
        }
        return finished(
            RateSheet(
                bandStarts: allThresholds.map { thresholdIsInclusive ? $0.tokens : $0.tokens + 1 },
                cards: rows.flatMap { $0 }, rowOfTier: rowOfTier, offPeakCards: offPeakRows.flatMap { $0 },
                offPeak: schedule))
    }

    /// A text model whose price has one side only has no price.
    func finished(_ sheet: RateSheet) -> RateSheet {
        guard mode.generatesText else { return sheet }
        func complete(_ card: RateCard) -> RateCard { card.input < 0 || card.output < 0 ? .unknown : card }
        var sheet = sheet
        sheet.cards = sheet.cards.map(complete)
        sheet.offPeakCards = sheet.offPeakCards.map(complete)
        return sheet
    }

    private func thresholds(of suffixes: [String]) -> [(tokens: Int, label: String)] {
        var found: [Int: String] = [:]
        for suffix in suffixes {
            for threshold in fields.thresholds(suffix) { found[threshold.tokens] = threshold.label }
        }
        return found.map { (tokens: $0.key, label: $0.value) }.sorted { $0.tokens < $1.tokens }
    }

    /// The cards of a tier, band 0 first.
    private func bands(
        _ thresholds: [(tokens: Int, label: String)], suffix: String, offPeak: PriceFields? = nil
    ) -> [RateCard] {
        var key1h = "cache_creation_input_token_cost_above_1hr"
        var key12h = "cache_creation_input_token_cost_above_12hr"
        if !suffix.isEmpty {
            key1h += suffix
            key12h += suffix
        }
        var rates = ListedRates()
        rates.input = fields.rate("input_cost_per_token", suffix)
        rates.output = fields.rate("output_cost_per_token", suffix)
        if rates.output == nil || rates.output == .zero, let image = fields.rates["output_cost_per_image_token"] {
            rates.output = image
        }
        rates.cacheRead =
            fields.rate("cache_read_input_token_cost", suffix) ?? fields.rates["input_cost_per_token_cache_hit"]
        if rates.cacheRead == nil, cachedReadIsHalf { rates.cacheRead = fields.rates["input_cost_per_token"]?.half }
        rates.cacheWrite5m = fields.rate("cache_creation_input_token_cost", suffix)
        rates.audioInput = fields.rate("input_cost_per_audio_token", suffix)
        rates.audioCacheRead = fields.rate("cache_read_input_audio_token_cost", suffix)
        rates.imageInput = fields.rate("input_cost_per_image_token", suffix)
        rates.audioOutput = fields.rates["output_cost_per_audio_token"]
        rates.imageOutput = fields.rates["output_cost_per_image_token"]
        rates.reasoning = reasoning(suffix)

        func lookUp(_ key: String) -> Rate? {
            fields.rates[key] ?? (suffix.isEmpty ? nil : fields.rates[String(key.dropLast(suffix.utf8.count))])
        }
        func card() -> RateCard {
            var rates = rates
            rates.cacheWrite1h = lookUp(key1h)
            rates.cacheWrite12h = lookUp(key12h)
            if let offPeak { apply(offPeak, to: &rates) }
            return rates.card
        }
        var cards = [card()]
        let applicable = Set(fields.thresholds(suffix).map(\.tokens))
        for (tokens, label) in thresholds {
            if applicable.contains(tokens) {
                let above = "_above_\(label)_tokens"
                rates.input = fields.rate("input_cost_per_token" + above, suffix) ?? rates.input
                rates.output = fields.rate("output_cost_per_token" + above, suffix) ?? rates.output
                rates.cacheRead = fields.rate("cache_read_input_token_cost" + above, suffix) ?? rates.cacheRead
                rates.cacheWrite5m =
                    fields.rate("cache_creation_input_token_cost" + above, suffix) ?? rates.cacheWrite5m
                let long1h = "cache_creation_input_token_cost_above_1hr" + above + suffix
                let long12h = "cache_creation_input_token_cost_above_12hr" + above + suffix
                if fields.rates[long1h] != nil { key1h = long1h }
                if fields.rates[long12h] != nil { key12h = long12h }
            }
            cards.append(card())
        }
        return cards
    }

    /// The reasoning rate of a tier: its own, none (the output rate counts) when the tier prices output itself, else
    /// the standard one.
    private func reasoning(_ suffix: String) -> Rate? {
        let key = "output_cost_per_reasoning_token"
        guard !suffix.isEmpty else { return fields.rates[key] }
        if let own = fields.rates[key + suffix] { return own }
        return fields.rates["output_cost_per_token" + suffix] == nil ? fields.rates[key] : nil
    }

    /// Off-peak rates replace what would count otherwise.
    private func apply(_ offPeak: PriceFields, to rates: inout ListedRates) {
        rates.input = offPeak.rates["input_cost_per_token"] ?? rates.input
        rates.output = offPeak.rates["output_cost_per_token"] ?? rates.output
        rates.cacheRead =
            offPeak.rates["cache_read_input_token_cost"]
            ?? (cachedReadIsHalf ? offPeak.rates["input_cost_per_token"]?.half : nil) ?? rates.cacheRead
        rates.cacheWrite5m = offPeak.rates["cache_creation_input_token_cost"] ?? rates.cacheWrite5m
        rates.reasoning = offPeak.rates["output_cost_per_reasoning_token"] ?? rates.reasoning
    }
}
