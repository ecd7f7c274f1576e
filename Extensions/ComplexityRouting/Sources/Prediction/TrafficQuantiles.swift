/// Where a value stands among recent ones: what turns a raw need into a share of one's own traffic.
///
/// Keeps the last `capacity` values in a ring and a sorted copy of them, which is brought up to date every 64 values.
package struct TrafficQuantiles: Sendable, Equatable {
    /// How many recent values count.
    package static let capacity = 1_024
    /// Values in the order they came; the oldest is overwritten.
    package private(set) var ring: [Float]
    package private(set) var next: Int
    private var sorted: [Float]

    package init(_ values: some Sequence<Float> = []) {
        ring = []
        next = 0
        sorted = []
        for value in values.suffix(Self.capacity) { ring.append(value) }
        next = ring.count % Self.capacity
        sorted = ring.sorted()
    }

    /// How many values it knows.
    package var count: Int { ring.count }

    /// Adds a value.
    package mutating func note(_ value: Float) {
        if ring.count < Self.capacity { ring.append(value) } else { ring[next] = value }
        next = (next + 1) % Self.capacity
        if ring.count < 64 || next % 64 == 0 { sorted = ring.sorted() }
    }

    /// The share of recent values below this one, 0…1, strictly increasing; nil while fewer than 16 are known.
    package func share(below value: Float) -> Double? {
        guard sorted.count >= 16, let first = sorted.first, let last = sorted.last else { return nil }
        let count = Double(sorted.count)
        // Beyond the known ends the order is kept, so that no two needs share a score.
        if value <= first { return 0.5 / count / (1 + Double(first - value)) }
        if value >= last { return 1 - 0.5 / count / (1 + Double(value - last)) }
        var low = 0
        var high = sorted.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if sorted[middle] <= value { low = middle } else { high = middle }
        }
        let width = sorted[high] - sorted[low]
        let part = width > 0 ? Double((value - sorted[low]) / width) : 0.5
        return (Double(low) + 0.5 + part) / count
    }

    /// The value below which that share of recent ones lies.
    package func value(at share: Double) -> Float? {
        guard !sorted.isEmpty else { return nil }
        return sorted[min(sorted.count - 1, max(0, Int(share * Double(sorted.count))))]
    }
}
