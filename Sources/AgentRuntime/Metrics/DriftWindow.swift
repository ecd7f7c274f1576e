/// The latest values of a series beside those before them.
struct DriftWindow: Sendable {
    /// How many values are recent, and how many before them are the usual.
    private static let recentSize = 50
    private static let usualSize = 500
    /// Values before the recent ones without which nothing is said.
    private static let fewest = 50

    private var recent = Ring(capacity: recentSize)
    private var usual = Ring(capacity: usualSize)

    /// Adds a value; what is no longer recent becomes part of the usual.
    mutating func note(_ value: Double) {
        if let old = recent.append(value) { _ = usual.append(old) }
    }

    var recentCount: Int { recent.values.count }
    var recentMean: Double { recent.mean }
    var usualMean: Double { usual.mean }

    /// By how many standard errors the recent mean lies above the usual one; 0 while too little is known.
    var deviation: Double {
        guard recent.values.count == Self.recentSize, usual.values.count >= Self.fewest else { return 0 }
        let (n, m) = (Double(recent.values.count), Double(usual.values.count))
        let spread = (recent.squares + usual.squares) / (n + m - 2)
        guard spread > 1e-12 else { return recent.mean == usual.mean ? 0 : .infinity }
        return (recent.mean - usual.mean) / (spread * (1 / n + 1 / m)).squareRoot()
    }

    private struct Ring: Sendable {
        let capacity: Int
        private(set) var values: [Double] = []
        private var next = 0

        init(capacity: Int) { self.capacity = capacity }

        var mean: Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

        /// The sum of squared distances from the mean.
        var squares: Double {
            let mean = mean
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }

        /// Adds a value and returns the one it takes the place of.
        mutating func append(_ value: Double) -> Double? {
            guard values.count == capacity else {
                values.append(value)
                return nil
            }
            defer { next = (next + 1) % capacity }
            let old = values[next]
            values[next] = value
            return old
        }
    }
}
