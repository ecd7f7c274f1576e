package import ExactJSON

extension ModelPrice {
    /// Reads an entry of a price list in LiteLLM's schema.
    ///
    /// Fields that are no prices by the schema are passed over: `PriceListImport` reports them. A price that cannot be
    /// meant (`PriceCheck.isImplausible`) counts as none. The additional field `free: true` declares that the model
    /// costs nothing, and `declared: true` that the prices were written by the user and are meant.
    package init(key: String, entry: JSONObject, version: String) {
        self.init(key: key, fields: PriceFields(entry), version: version)
    }

    init(key: String, fields: PriceFields, version: String) {
        let provider = fields.string("litellm_provider") ?? String(key.prefix { $0 != "/" })
        let mode = ModelMode(rawValue: fields.string("mode") ?? "")
        let units = UnitPrices(fields, provider: provider)
        var sheet = RateSheetBuilder(fields: fields, provider: provider, mode: mode).sheet()
        let isImplausible = PriceCheck.isImplausible(fields, mode) && fields.object["declared"] == nil
        if isImplausible || ModelPrice.isUnknown(sheet, units, mode) { sheet = .unknown }
        var capabilities: ModelCapabilities = []
        for entry in ModelCapabilities.fields where fields.object[entry.field]?.boolValue == true {
            capabilities.insert(entry.capability)
        }
        self.init(
            key: key, provider: provider, mode: mode, maxInputTokens: fields.integer("max_input_tokens"),
            maxOutputTokens: fields.integer("max_output_tokens") ?? fields.integer("max_tokens"),
            capabilities: capabilities, deprecationDate: fields.string("deprecation_date"),
            isFree: fields.object["free"]?.boolValue == true, version: version, sheet: sheet, units: units,
            uplifts: ModelPrice.uplifts(fields))
    }

    /// Whether all that the list says is 0, which without a declaration means that nobody knows.
    private static func isUnknown(_ sheet: RateSheet, _ units: UnitPrices, _ mode: ModelMode) -> Bool {
        guard sheet.cards.allSatisfy({ $0.input <= 0 && $0.output <= 0 }) else { return false }
        if units.perRequest != .zero { return false }
        return mode.generatesText || mode == .embedding || (units.units.isEmpty && units.tools.isEmpty)
    }

    private static func uplifts(_ fields: PriceFields) -> [Uplift] {
        var uplifts: [Uplift] = []
        func add(_ value: JSONValue?, _ condition: PriceUplift) {
            guard let literal = value?.numberValue?.text ?? value?.stringValue else { return }
            do throws(MoneyError) {
                let (millionths, _) = try DecimalText(literal, allowsExponent: true).rounded(to: 6)
                if millionths > 0, millionths != 1_000_000 {
                    uplifts.append(Uplift(condition: condition, millionths: millionths))
                }
            } catch {
                return  // not a multiplier: `provider_specific_entry` also holds settings
            }
        }
        add(fields.object["regional_processing_uplift_multiplier_eu"], .residencyEU)
        add(fields.object["regional_processing_uplift_multiplier_us"], .residencyUS)
        add(fields.object["regional_endpoint_uplift_multiplier"], .regionalEndpoint)
        let specific = fields.object["provider_specific_entry"]
        add(specific?["us"], .geoUS)
        add(specific?["fast"], .fastMode)
        return uplifts
    }
}
