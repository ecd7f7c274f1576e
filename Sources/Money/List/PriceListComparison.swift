/// What a new price list changes.
struct PriceListComparison {
    var added: [String] = []
    var removed: [String] = []
    var changed: [String] = []
    /// Models that had a usable price and no longer do.
    var lostPrice: [String] = []
    /// Models whose input or output rate changed tenfold or more.
    var jumped: [PriceIssue] = []

    init(old: PriceList, new: PriceList) {
        let (oldKeys, newKeys) = (old.keys, new.keys)
        let newIndex = Dictionary(uniqueKeysWithValues: newKeys.enumerated().map { ($1, $0) })
        let oldNames = Set(oldKeys)
        added = newKeys.filter { !oldNames.contains($0) }
        for (index, key) in oldKeys.enumerated() {
            guard let position = newIndex[key] else {
                removed.append(key)
                continue
            }
            let (before, after) = (old.price(index), new.price(position))
            if before.sheet == after.sheet, before.units == after.units { continue }
            changed.append(key)
            if before.isPriced, !after.isPriced { lostPrice.append(key) }
            let (from, to) = (before.sheet.cards[0], after.sheet.cards[0])
            for (a, b, side) in [(from.input, to.input, "input"), (from.output, to.output, "output")] {
                guard a > 0, b > 0, b / a >= 10 || a / b >= 10 else { continue }
                let (was, now) = (Rate(attodollars: a).perMillion, Rate(attodollars: b).perMillion)
                jumped.append(
                    PriceIssue(
                        model: key, kind: .jumped, detail: "\(side) was $\(was), is $\(now) a million tokens"))
                break
            }
        }
    }
}
