import ExactJSON

/// The fields of one entry in LiteLLM's vocabulary, with all rates read.
struct PriceFields {
    /// The entry as it stands in the list.
    let object: JSONObject
    /// Every numeric `…cost…` field.
    private(set) var rates: [String: Rate] = [:]
    /// Fields whose value is no price.
    private(set) var malformed: [String] = []

    private var thresholds: [Threshold] = []

    private struct Threshold {
        var tokens: Int
        var label: String
        var suffix: String
    }

    init(_ object: JSONObject) {
        self.object = object
        for member in object where PriceFields.isPrice(member.key) {
            switch member.value {
            case .number(let number): read(member.key, number.text)
            case .string(let text) where !text.isEmpty: read(member.key, text)
            case .string, .bool: malformed.append(member.key)
            default: break
            }
        }
    }

    private mutating func read(_ key: String, _ literal: String) {
        do throws(MoneyError) {
            rates[key] = try Rate(literal: literal)
            if let threshold = PriceFields.threshold(in: key) { thresholds.append(threshold) }
        } catch {
            malformed.append(key)
        }
    }

    /// The rate of `key` in a service tier, the standard one where the tier has none.
    func rate(_ key: String, _ suffix: String) -> Rate? {
        if !suffix.isEmpty, let rate = rates[key + suffix] { return rate }
        return rates[key]
    }

    func string(_ key: String) -> String? { object[key]?.stringValue }
    func integer(_ key: String) -> Int? {
        object[key].flatMap { $0.intValue ?? $0.stringValue.flatMap { Int($0) } }
    }

    /// The prompt lengths over which other prices apply in a service tier, ascending, with the words they are written
    /// by (`200k`). The standard thresholds count in every tier.
    func thresholds(_ suffix: String) -> [(tokens: Int, label: String)] {
        var found: [Int: String] = [:]
        for threshold in thresholds where threshold.suffix.isEmpty || threshold.suffix == suffix {
            found[threshold.tokens] = threshold.label
        }
        return found.map { (tokens: $0.key, label: $0.value) }.sorted { $0.tokens < $1.tokens }
    }

    private static let thresholdPrefixes = [
        "input_cost_per_token_above_", "output_cost_per_token_above_", "cache_read_input_token_cost_above_",
        "cache_creation_input_token_cost_above_",
    ]

    /// `200k` and `_priority` of `…_above_200k_tokens_priority`; nil for a key without a context threshold.
    private static func threshold(in key: String) -> Threshold? {
        guard thresholdPrefixes.contains(where: { key.hasPrefix($0) }) else { return nil }
        let parts = key.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false).map { Substring($0) }
        guard let end = parts.lastIndex(of: "tokens"), end >= 2, parts[end - 2] == "above" else { return nil }
        let label = String(parts[end - 1])
        let count = label.hasSuffix("k") ? Int(label.dropLast()).map { $0 < 1_000_000 ? $0 * 1000 : 0 } : Int(label)
        guard let count, count > 0 else { return nil }
        return Threshold(tokens: count, label: label, suffix: parts[(end + 1)...].map { "_" + $0 }.joined())
    }

    /// Whether a field holds prices.
    static func isPrice(_ field: String) -> Bool {
        // `String.contains` searches by characters, which is a hundred times slower.
        var state = 0
        for byte in field.utf8 {
            switch (state, byte) {
            case (_, UInt8(ascii: "c")): state = 1
            case (1, UInt8(ascii: "o")): state = 2
            case (2, UInt8(ascii: "s")): state = 3
            case (3, UInt8(ascii: "t")): return true
            default: state = 0
            }
        }
        return false
    }
}
