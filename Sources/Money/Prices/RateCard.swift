/// The rates of all token buckets under one set of modifiers, in atto-dollars a token; `missing` where the list has
/// no price and none follows from its rules.
struct RateCard: Sendable, Hashable {
    static let missing: Int64 = -1

    var input = missing
    var cacheRead = missing
    var cacheWrite5m = missing
    var cacheWrite1h = missing
    var cacheWrite12h = missing
    var audioInput = missing
    var audioCacheRead = missing
    var imageInput = missing
    var output = missing
    var reasoning = missing
    var audioOutput = missing
    var imageOutput = missing

    /// No price for anything.
    static let unknown = RateCard()
}

extension RateCard {
    /// The exact price of the token buckets in atto-dollars; nil when a bucket that was used has no rate.
    @inline(__always)
    func total(_ usage: Usage) -> Int128? {
        var sum = AttoSum()
        sum.add(usage.input, input)
        sum.add(usage.output, output)
        sum.add(usage.cacheRead, cacheRead)
        sum.add(usage.reasoning, reasoning)
        sum.add(usage.cacheWrite5m, cacheWrite5m)
        sum.add(usage.cacheWrite1h, cacheWrite1h)
        sum.add(usage.cacheWrite12h, cacheWrite12h)
        sum.add(usage.audioInput, audioInput)
        sum.add(usage.audioCacheRead, audioCacheRead)
        sum.add(usage.imageInput, imageInput)
        sum.add(usage.audioOutput, audioOutput)
        sum.add(usage.imageOutput, imageOutput)
        return sum.total
    }
}

/// An exact sum of counts times rates that saturates, and remembers a rate that was needed and missing.
struct AttoSum {
    private var sum: Int128 = 0
    private var isKnown = true

    /// The sum in atto-dollars; nil when a rate was missing.
    @inline(__always) var total: Int128? { isKnown ? sum : nil }

    /// Adds `count` times `rate`; both are non-negative but for `RateCard.missing`.
    @inline(__always)
    mutating func add(_ count: Int, _ rate: Int64) {
        guard count > 0 else { return }
        guard rate >= 0 else {
            isKnown = false
            return
        }
        let (high, low) = Int64(count).multipliedFullWidth(by: rate)
        let product = Int128(high) << 64 | Int128(low)
        let (total, overflow) = sum.addingReportingOverflow(product)
        sum = overflow ? .max : total
    }

    /// Adds `count` units that are priced `rate` for every `per` of them.
    mutating func add(_ count: Int, _ rate: Int64, per: Int64) {
        guard per > 1 else { return add(count, rate) }
        var part = AttoSum()
        part.add(count, rate)
        guard let total = part.total else {
            isKnown = false
            return
        }
        let (sum, overflow) = self.sum.addingReportingOverflow(total / Int128(per))
        self.sum = overflow ? .max : sum
    }

    /// Marks that something was used which has no price.
    mutating func addUnknown() { isKnown = false }
}

extension Money {
    /// Atto-dollars as an amount, half to even; saturates.
    @inline(__always)
    init(attodollars: Int128) {
        let scale: Int128 = 1_000_000
        if let small = Int64(exactly: attodollars), small >= 0 {
            self.init(picodollars: Money.rounded(small / 1_000_000, small % 1_000_000))
        } else {
            let quotient = attodollars / scale
            guard let whole = Int64(exactly: quotient), whole < .max else {
                self.init(saturating: quotient)
                return
            }
            self.init(picodollars: Money.rounded(whole, Int64(attodollars % scale)))
        }
    }

    @inline(__always)
    private static func rounded(_ whole: Int64, _ rest: Int64) -> Int64 {
        rest > 500_000 || (rest == 500_000 && whole & 1 == 1) ? whole + 1 : whole
    }
}
