extension Money {
    /// The amount for people: `$0.00`, `$0.0042`, `$0.412`, `$12.35`, `$1,234.57`, `-$0.50`.
    ///
    /// Two decimals from $1 up; below, three significant digits with trailing zeros dropped down to cents. Rounds
    /// half away from zero. Never scientific, and an amount that is not zero never shows as zero.
    public var formatted: String {
        let magnitude = picodollars.magnitude
        var places = 2
        if magnitude < UInt64(Money.picodollarsPerDollar), magnitude > 0 {
            let leadingZeros = 12 - String(magnitude).utf8.count
            places = Swift.min(12, leadingZeros + 3)
        }
        var unit: UInt64 = 1
        for _ in 0..<(12 - places) { unit *= 10 }
        var digits = String((magnitude + unit / 2) / unit)
        while digits.utf8.count <= places { digits = "0" + digits }
        let whole = digits.dropLast(places)
        var fraction = digits.suffix(places)
        while fraction.utf8.count > 2, fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return (picodollars < 0 ? "-$" : "$") + Money.grouped(whole) + "." + fraction
    }

    private static func grouped(_ digits: Substring) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
