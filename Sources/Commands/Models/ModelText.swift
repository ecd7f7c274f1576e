import ExactJSON
import Money
import Terminal

/// Models of the price list for people and programs.
enum ModelText {
    static func table(_ models: [ModelPrice], _ output: TerminalOutput) -> String {
        var table = Table([
            .init("model"), .init("provider"), .number("input"), .number("cached"), .number("output"),
            .number("context"), .number("answer"), .init("can"),
        ])
        for model in models {
            let row = model.rows.first
            func price(_ item: LineItem) -> String {
                if model.isFree { return "free" }
                guard let row else { return "?" }
                return row.rate(item)?.perMillion ?? "-"
            }
            table.add([
                model.key, model.provider, price(.uncachedInput), price(.cacheRead), price(.output),
                model.maxInputTokens.map(tokens) ?? "?", model.maxOutputTokens.map(tokens) ?? "?",
                model.capabilities.intersection([.vision, .tools, .reasoning]).names.joined(separator: " "),
            ])
        }
        return table.rendered(width: output.columns, palette: output.palette)
    }

    /// `128k`, `1.05M`: counts of tokens at a glance.
    static func tokens(_ count: Int) -> String {
        func short(_ unit: Int, _ name: String) -> String {
            let hundredths = count * 100 / unit
            let fraction = hundredths % 100
            if fraction == 0 { return "\(hundredths / 100)\(name)" }
            let digits = fraction < 10 ? "0\(fraction)" : fraction % 10 == 0 ? "\(fraction / 10)" : "\(fraction)"
            return "\(hundredths / 100).\(digits)\(name)"
        }
        return count >= 1_000_000 ? short(1_000_000, "M") : count >= 10_000 ? short(1000, "k") : "\(count)"
    }

    /// One object of `models list --json`.
    static func json(_ model: ModelPrice) -> JSONValue {
        let row = model.rows.first
        func price(_ item: LineItem) -> JSONValue {
            model.isFree ? "0" : row?.rate(item).map { .string($0.perMillion) } ?? .null
        }
        var object = head(model)
        object["input_usd_per_million"] = price(.uncachedInput)
        object["cached_usd_per_million"] = price(.cacheRead)
        object["output_usd_per_million"] = price(.output)
        return .object(object)
    }

    /// The object of `models show --json`.
    static func details(_ model: ModelPrice) -> JSONObject {
        var object = head(model)
        object["deprecation_date"] = model.deprecationDate.map { .string($0) } ?? .null
        object["price_version"] = .string(model.version)
        object["usd_per_million_tokens"] = .array(
            model.rows.map { row in
                [
                    "service_tier": .string(row.tier.rawValue),
                    "from_prompt_tokens": JSONValue(row.fromPromptTokens), "off_peak": .bool(row.isOffPeak),
                    "rates": .object(JSONObject(row.rates.map { ($0.item.rawValue, .string($0.rate.perMillion)) })),
                ]
            })
        object["usd_per_unit"] = .object(
            JSONObject(
                model.unitRates.map { unit in
                    (unit.name, ["usd": .string(dollars(unit.rate)), "per": JSONValue(unit.per)])
                }))
        return object
    }

    private static func head(_ model: ModelPrice) -> JSONObject {
        JSONObject([
            ("model", .string(model.key)), ("provider", .string(model.provider)),
            ("mode", .string(model.mode.rawValue)),
            ("state", .string(model.isFree ? "free" : model.isPriced ? "priced" : "unpriced")),
            ("max_input_tokens", model.maxInputTokens.map { JSONValue($0) } ?? .null),
            ("max_output_tokens", model.maxOutputTokens.map { JSONValue($0) } ?? .null),
            ("capabilities", .array(model.capabilities.names.map { .string($0) })),
        ])
    }

    /// The page of `models show` for people.
    static func page(_ match: PriceList.Match, _ output: TerminalOutput) -> String {
        let model = match.price
        var text = "\(model.key)  \(model.provider), \(model.mode.rawValue)\n"
        switch match.kind {
        case .exact: break
        case .letterCase: text += "(found in other letter case)\n"
        case .withoutSnapshot: text += "(found without the date of the snapshot)\n"
        case .passedOn: text += "(the maker's own price, which the router passes on)\n"
        }
        let context = model.maxInputTokens.map(tokens) ?? "unknown"
        text += "context \(context), answer \(model.maxOutputTokens.map(tokens) ?? "unknown")\n"
        if !model.capabilities.isEmpty { text += "can: \(model.capabilities.names.joined(separator: ", "))\n" }
        if let date = model.deprecationDate { text += "withdrawn on \(date)\n" }
        if model.isFree {
            text += "declared free\n"
        } else if !model.isPriced {
            text += "no usable price: calls are `unpriced`; give one under `prices:` in the settings\n"
        }
        text += rates(model, output)
        for unit in model.unitRates {
            text += "\(unit.name): $\(dollars(unit.rate))\(unit.per == 1 ? "" : " per \(unit.per)")\n"
        }
        return text + "price list \(model.version)\n"
    }

    private static func rates(_ model: ModelPrice, _ output: TerminalOutput) -> String {
        let rows = model.rows
        guard !rows.isEmpty else { return "" }
        var table = Table(
            [.init("dollars a million tokens")]
                + rows.map { row in
                    var title = row.tier.rawValue
                    if row.fromPromptTokens > 0 { title += " ≥\(tokens(row.fromPromptTokens))" }
                    return .number(row.isOffPeak ? title + " off-peak" : title)
                })
        var items: [LineItem] = []
        for row in rows { for rate in row.rates where !items.contains(rate.item) { items.append(rate.item) } }
        for item in items {
            table.add([item.rawValue] + rows.map { $0.rate(item)?.perMillion ?? "-" })
        }
        return table.rendered(width: nil, palette: output.palette)
    }

    private static func dollars(_ rate: Rate) -> String {
        // A millionth of the price of a million.
        let digits = String(rate.attodollars)
        let padded = String(repeating: "0", count: max(0, 19 - digits.utf8.count)) + digits
        var fraction = padded.suffix(18)
        while fraction.last == "0" { fraction.removeLast() }
        return padded.dropLast(18) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
