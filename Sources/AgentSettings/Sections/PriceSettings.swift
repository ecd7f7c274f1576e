package import ExactJSON

/// A model's prices and limits in the field names of LiteLLM's list, with their digits as written.
package struct PriceSettings: Sendable, Hashable {
    /// The entries, one unless prices change at an `effective_from`: every field in the order written, numbers with
    /// their exact digits.
    package var entries: [JSONObject]

    /// The first entry.
    package var entry: JSONObject { entries.first ?? JSONObject() }

    package init(entries: [JSONObject] = [JSONObject()]) {
        self.entries = entries
    }

    /// The fields that are numbers: dollars a unit, and limits in tokens.
    package var numbers: [String: DecimalText] {
        var numbers: [String: DecimalText] = [:]
        for member in entry {
            if let number = member.value.numberValue { numbers[member.key] = DecimalText(number.text) }
        }
        return numbers
    }

    /// Whether the model is declared to cost nothing. Rates of zero alone do not say so.
    package var isFree: Bool { entry["free"]?.boolValue ?? false }
}

extension SettingFormat where Value == PriceSettings {
    /// A price entry, or a list of them by date: the field names are open, the values of what is a cost or a limit are
    /// checked.
    static var price: Self {
        Self(
            shape: { .names(.scalar("a number of at least 0")) },
            read: { node, path, problems in
                guard case .list(let nodes) = node.content else {
                    return PriceSettings(entries: [entry(node, path, &problems)])
                }
                return PriceSettings(
                    entries: nodes.enumerated().map { entry($1, path.appending(String($0)), &problems) })
            },
            show: { prices in
                prices.entries.count == 1
                    ? SettingNode(json: .object(prices.entry))
                    : SettingNode(.list(prices.entries.map { SettingNode(json: .object($0)) }))
            })
    }

    private static func entry(
        _ node: SettingNode, _ path: SettingPath, _ problems: inout SettingsProblems
    ) -> JSONObject {
        guard case .map(let entries) = node.content else {
            problems.add(node.origin, path, "\(node.kind) is not a section of prices")
            return JSONObject()
        }
        for entry in entries {
            guard let message = problem(of: entry) else { continue }
            problems.add(entry.value.origin, path.appending(entry.key.oneLine), message)
        }
        return JSONObject(entries.map { ($0.key, $0.value.json) })
    }

    /// What is wrong with one field; nil when nothing is.
    private static func problem(of entry: SettingNode.Entry) -> String? {
        let value = entry.value
        if case .number(let number) = value.json {
            guard let decimal = DecimalText(number.text) else { return "\(value.kind) has too many digits" }
            return decimal.isNegative ? "\(value.kind) is negative; a price or limit is at least 0" : nil
        }
        if entry.key == "free" {
            return value.json.boolValue == nil ? "\(value.kind) is not true or false" : nil
        }
        let isNumeric = entry.key.contains("cost") || entry.key.hasPrefix("max_") || entry.key.hasSuffix("_tokens")
        let isEmpty = value.isNull
        guard isNumeric, !isEmpty, case .scalar = value.content else { return nil }
        return "\(value.kind) is not a decimal number, e.g. 0.0000025 or 2.5e-06"
    }
}
