import ExactJSON

/// Writes a compact price list (`PriceListFile` has the layout).
///
/// `Scripts/generate-price-snapshot.py` writes the same bytes for the same list.
struct PriceListEncoder {
    /// The fields that are kept, besides every `…cost…` and `supports_…` field we read.
    private static let kept: Set<String> = [
        "litellm_provider", "mode", "max_input_tokens", "max_output_tokens", "max_tokens", "deprecation_date",
        "tiered_pricing", "off_peak_pricing", "provider_specific_entry", "search_context_cost_per_query",
        "web_search_billing_unit", "regional_processing_uplift_multiplier_eu",
        "regional_processing_uplift_multiplier_us", "regional_endpoint_uplift_multiplier", "free",
    ]
    private static let capabilityFields = Set(ModelCapabilities.fields.map(\.field))

    private var fieldNames: [String: Int] = [:]
    private var fieldOrder: [String] = []
    private var strings: [String: Int] = [:]
    private var stringOrder: [String] = []

    /// Encodes entries with the four header strings: date, SHA-256, source, licence.
    static func encode(_ entries: [(key: String, entry: JSONObject)], header: [String]) -> [UInt8] {
        var encoder = PriceListEncoder()
        for (index, text) in header.enumerated() {
            encoder.strings["\u{0}header\(index)"] = index
            encoder.stringOrder.append(text)
        }
        func folded(_ key: String) -> [UInt8] { key.utf8.map(PriceListFile.folded) }
        let sorted = entries.map { (folded: folded($0.key), key: $0.key, entry: $0.entry) }.sorted {
            if $0.folded != $1.folded { return $0.folded.lexicographicallyPrecedes($1.folded) }
            return $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
        let records = sorted.map { encoder.record($0.key, $0.entry) }
        return encoder.file(records)
    }

    /// Whether a list keeps a field.
    static func keeps(_ field: String) -> Bool {
        if kept.contains(field) || capabilityFields.contains(field) { return true }
        return PriceFields.isPrice(field) && !field.hasPrefix("input_dbu_cost") && !field.hasPrefix("output_dbu_cost")
    }

    private mutating func record(_ key: String, _ entry: JSONObject) -> [UInt8] {
        var bytes: [UInt8] = []
        let keyBytes = Array(key.utf8)
        PriceListEncoder.append(UInt64(keyBytes.count), to: &bytes)
        bytes += keyBytes
        let members = entry.filter { PriceListEncoder.keeps($0.key) && !$0.value.isNull }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        PriceListEncoder.append(UInt64(members.count), to: &bytes)
        for member in members {
            PriceListEncoder.append(UInt64(name(member.key)), to: &bytes)
            value(member.value, to: &bytes)
        }
        return bytes
    }

    private mutating func value(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .bool(let bool): bytes.append(bool ? 1 : 0)
        case .string(let text):
            bytes.append(4)
            PriceListEncoder.append(UInt64(string(text)), to: &bytes)
        case .number(let number):
            if let (digits, places) = PriceListEncoder.decimal(number.text) {
                bytes.append(places == 0 ? 2 : 3)
                PriceListEncoder.append(digits, to: &bytes)
                if places > 0 { bytes.append(places) }
                return
            }
            fallthrough
        default:
            bytes.append(5)
            PriceListEncoder.append(UInt64(string(value.canonical.text)), to: &bytes)
        }
    }

    /// `digits × 10^-places` with the fewest places; nil for what does not fit.
    private static func decimal(_ literal: String) -> (UInt64, UInt8)? {
        let number: DecimalText
        do throws(MoneyError) { number = try DecimalText(literal, allowsExponent: true) } catch { return nil }
        guard !number.isNegative else { return nil }
        var digits = number.digits
        var exponent = number.exponent
        if digits == 0 { return (0, 0) }
        while exponent < 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        while exponent > 0 {
            guard digits < 1 << 60 else { return nil }
            digits *= 10
            exponent -= 1
        }
        guard let small = UInt64(exactly: digits), small < 1 << 63, exponent > -255 else { return nil }
        return (small, UInt8(-exponent))
    }

    private mutating func name(_ field: String) -> Int {
        if let index = fieldNames[field] { return index }
        fieldNames[field] = fieldOrder.count
        fieldOrder.append(field)
        return fieldOrder.count - 1
    }

    private mutating func string(_ text: String) -> Int {
        if let index = strings[text] { return index }
        strings[text] = stringOrder.count
        stringOrder.append(text)
        return stringOrder.count - 1
    }

    private func file(_ records: [[UInt8]]) -> [UInt8] {
        let tables = [fieldOrder.map { Array($0.utf8) }, stringOrder.map { Array($0.utf8) }, records]
        var bytes = PriceListFile.magic
        for table in tables { PriceListEncoder.append32(table.count, to: &bytes) }
        var position = PriceListFile.headerSize
        for table in tables {
            PriceListEncoder.append32(position, to: &bytes)
            position += (table.count + 1) * 4
        }
        for table in tables {
            for row in table {
                PriceListEncoder.append32(position, to: &bytes)
                position += row.count
            }
            PriceListEncoder.append32(position, to: &bytes)
        }
        for table in tables { for row in table { bytes += row } }
        return bytes
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    private static func append32(_ value: Int, to bytes: inout [UInt8]) {
        let value = UInt32(value)
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
}
