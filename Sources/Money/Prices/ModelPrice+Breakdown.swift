extension ModelPrice {
    /// What each part of a usage costs, dearest kinds first in the order of `LineItem`'s documentation, parts that
    /// cost nothing left out; nil when the whole has no price.
    ///
    /// The lines add up to `amount(of:terms:)` exactly: where a model's rates are finer than a pico-dollar each line
    /// takes the rounding of the running total.
    public func breakdown(of usage: Usage, terms: CallTerms = .standard) -> [CostLine]? {
        guard let amount = amount(of: usage, terms: terms) else { return nil }
        guard !isFree else { return [] }
        let card = sheet.card(promptTokens: usage.promptTokens, tier: terms.tier, at: terms.at)
        var lines: [CostLine] = []
        var running: Int128 = 0
        var shown = Money.zero
        func append(_ item: LineItem, _ count: Int, _ part: Int128) {
            let (sum, overflow) = running.addingReportingOverflow(part)
            running = overflow ? .max : sum
            let upTo = min(Money(attodollars: running), amount)
            if count > 0, upTo != shown || part > 0 {
                lines.append(CostLine(item: item, count: count, amount: upTo - shown))
            }
            shown = upTo
        }
        func tokens(_ item: LineItem, _ count: Int, _ rate: Int64) {
            var sum = AttoSum()
            sum.add(count, rate)
            append(item, count, uplifted(sum.total ?? 0, by: terms.uplifts))
        }
        tokens(.uncachedInput, usage.input, card.input)
        tokens(.cacheRead, usage.cacheRead, card.cacheRead)
        tokens(.cacheWrite5m, usage.cacheWrite5m, card.cacheWrite5m)
        tokens(.cacheWrite1h, usage.cacheWrite1h, card.cacheWrite1h)
        tokens(.cacheWrite12h, usage.cacheWrite12h, card.cacheWrite12h)
        tokens(.audioInput, usage.audioInput, card.audioInput)
        tokens(.audioCacheRead, usage.audioCacheRead, card.audioCacheRead)
        tokens(.imageInput, usage.imageInput, card.imageInput)
        tokens(.output, usage.output, card.output)
        tokens(.reasoning, usage.reasoning, card.reasoning)
        tokens(.audioOutput, usage.audioOutput, card.audioOutput)
        tokens(.imageOutput, usage.imageOutput, card.imageOutput)
        if units.perRequest != .zero { append(.request, 1, Int128(units.perRequest.attodollars)) }
        for (tool, count) in usage.serverTools.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let price = units.price(of: tool) else { continue }
            var sum = AttoSum()
            sum.add(units.billed(tool, count), price.rate.attodollars, per: price.per)
            append(LineItem(rawValue: tool.rawValue), count, sum.total ?? 0)
        }
        for (unit, count) in usage.units.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard let price = units.units[unit] else { continue }
            var sum = AttoSum()
            sum.add(count, price.rate.attodollars, per: price.per)
            append(LineItem(rawValue: unit.rawValue), count, sum.total ?? 0)
        }
        if let last = lines.indices.last, shown != amount { lines[last].amount += amount - shown }
        return lines
    }
}
