import AgentRuntime
import ExactJSON

/// What was measured since the start, by instrument and attributes.
struct MetricBook: Sendable {
    private enum Series: Sendable {
        case histogram(Histogram)
        case sum(Double)
    }

    /// Attributes are models and tools, whose names anybody may invent: further ones are counted together.
    static let mostSeries = 1000
    private static let overflow: Attributes = ["otel.metric.overflow": .flag(true)]

    private let startedAt: Timestamp
    private var series: [Instrument: [Attributes: Series]] = [:]
    /// Whether anything was added since the last document.
    private(set) var hasNews = false

    init(startedAt: Timestamp) { self.startedAt = startedAt }

    /// Adds a measurement to a histogram, or an amount to a sum.
    mutating func add(_ instrument: Instrument, _ value: Double, _ attributes: Attributes) {
        hasNews = true
        var all = series[instrument] ?? [:]
        let isKnown = all[attributes] != nil
        let key = isKnown || all.count < Self.mostSeries ? attributes : Self.overflow
        switch all[key] {
        case .histogram(var histogram):
            histogram.add(value)
            all[key] = .histogram(histogram)
        case .sum(let sum): all[key] = .sum(sum + value)
        case nil:
            if let bounds = instrument.bounds {
                var histogram = Histogram(bounds: bounds)
                histogram.add(value)
                all[key] = .histogram(histogram)
            } else {
                all[key] = .sum(value)
            }
        }
        series[instrument] = all
    }

    /// The metrics of one scope as OTLP's JSON has them; sums go on from the start of the process.
    mutating func json(at now: Timestamp) -> JSONValue {
        hasNews = false
        return .array(
            Instrument.allCases.compactMap { instrument in
                guard let all = series[instrument] else { return nil }
                let points = all.map { point($0.key, $0.value, now) }
                var data = JSONObject([("aggregationTemporality", 2), ("dataPoints", .array(points))])
                if instrument.bounds == nil { data["isMonotonic"] = true }
                return [
                    "name": .string(instrument.rawValue), "description": .string(instrument.summary),
                    "unit": .string(instrument.unit), instrument.bounds == nil ? "sum" : "histogram": .object(data),
                ]
            })
    }

    private func point(_ attributes: Attributes, _ series: Series, _ now: Timestamp) -> JSONValue {
        var point = JSONObject([
            ("attributes", attributes.json), ("startTimeUnixNano", startedAt.nanoseconds),
            ("timeUnixNano", now.nanoseconds),
        ])
        switch series {
        case .sum(let sum): point["asDouble"] = .decimal(sum)
        case .histogram(let histogram):
            point["count"] = .string("\(histogram.count)")
            point["sum"] = .decimal(histogram.sum)
            point["min"] = .decimal(histogram.least)
            point["max"] = .decimal(histogram.most)
            point["bucketCounts"] = .array(histogram.counts.map { .string("\($0)") })
            point["explicitBounds"] = .array(histogram.bounds.map { .decimal($0) })
        }
        return .object(point)
    }
}
