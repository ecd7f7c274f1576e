import ExactJSON

extension UnitPrices {
    private static let unitFields: [(field: String, unit: BilledUnit, per: Int64)] = [
        ("input_cost_per_image", .imagesIn, 1), ("output_cost_per_image", .imagesOut, 1),
        ("input_cost_per_pixel", .pixelsIn, 1), ("output_cost_per_pixel", .pixelsOut, 1),
        ("input_cost_per_character", .charactersIn, 1), ("output_cost_per_character", .charactersOut, 1),
        ("cost_per_second", .millisecondsIn, 1000), ("input_cost_per_second", .millisecondsIn, 1000),
        ("output_cost_per_second", .millisecondsOut, 1000),
        ("input_cost_per_video_per_second", .videoMillisecondsIn, 1000),
        ("output_cost_per_video_per_second", .videoMillisecondsOut, 1000),
        ("input_cost_per_audio_per_second", .audioMillisecondsIn, 1000), ("ocr_cost_per_page", .pages, 1),
        ("annotation_cost_per_page", .annotatedPages, 1), ("input_cost_per_query", .queries, 1),
        ("citation_cost_per_token", .citationTokens, 1),
    ]

    private static let searchFields: [(field: String, tool: ServerTool)] = [
        ("search_context_size_low", .webSearchLow), ("search_context_size_medium", .webSearchMedium),
        ("search_context_size_high", .webSearchHigh),
    ]

    /// Reads the unit prices of an entry. Free allowances of searches are shared by an account and unknown to us:
    /// every search is charged.
    init(_ fields: PriceFields, provider: String) {
        self.init()
        perRequest = fields.rates["input_cost_per_request"] ?? .zero
        for (field, unit, per) in UnitPrices.unitFields {
            guard let rate = fields.rates[field], rate != .zero else { continue }
            units[unit] = UnitRate(rate: rate, per: per)
        }
        if let search = fields.object["search_context_cost_per_query"]?.objectValue.map({ PriceFields($0) }) {
            for (field, tool) in UnitPrices.searchFields {
                if let rate = search.rates[field] ?? search.literal(field) {
                    tools[tool] = UnitRate(rate: rate, per: 1)
                }
            }
        }
        if let rate = fields.rates["google_maps_grounding_cost_per_query"] {
            tools[.mapsGrounding] = UnitRate(rate: rate, per: 1)
        }
        if let rate = fields.rates["code_interpreter_cost_per_session"] {
            tools[.codeInterpreter] = UnitRate(rate: rate, per: 1)
        }
        if let rate = fields.rates["file_search_cost_per_1k_calls"] {
            tools[.fileSearch] = UnitRate(rate: rate, per: 1000)
        }
        let isGoogle = provider == "gemini" || provider.hasPrefix("vertex_ai")
        searchesArePerPrompt = isGoogle && fields.string("web_search_billing_unit") != "per_query"
    }
}

extension PriceFields {
    /// A rate in a field whose name has no `cost` in it.
    func literal(_ key: String) -> Rate? {
        guard let text = object[key]?.numberValue?.text ?? object[key]?.stringValue else { return nil }
        do throws(MoneyError) { return try Rate(literal: text) } catch { return nil }
    }
}
