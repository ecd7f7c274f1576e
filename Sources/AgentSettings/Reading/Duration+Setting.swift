extension Duration {
    private static let units: [(suffix: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ]

    /// Reads a whole number with a unit, `500ms`, `30s`, `5m` or `1h`; without one, seconds. Nil for anything else.
    init?(setting text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard let count = Int(digits), count <= 1_000_000_000,
            let unit = Duration.units.first(where: { $0.suffix == (suffix.isEmpty ? "s" : suffix) })
        else { return nil }
        self = .milliseconds(count * unit.milliseconds)
    }

    /// The text that `init(setting:)` reads, with the largest unit that divides it.
    var short: String {
        let (seconds, attoseconds) = components
        let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        let unit = Duration.units.last { milliseconds % $0.milliseconds == 0 && milliseconds >= $0.milliseconds }
        guard let unit else { return "0s" }
        return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
    }
}
