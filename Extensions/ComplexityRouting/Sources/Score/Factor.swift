package import ExactJSON

/// One reason of a score: its contribution is `value` × `weight`.
package struct Factor: Sendable, Hashable {
    /// What was looked at, e.g. `reasoning`.
    package var name: String
    /// How much of it there is, 0…1.
    package var value: Double
    /// How much it counts.
    package var weight: Double

    package init(_ name: String, value: Double, weight: Double) {
        self.name = name
        self.value = value
        self.weight = weight
    }

    /// The object of `route score --jsonl`.
    package var json: JSONValue {
        ["name": .string(name), "value": .rounded(value), "weight": .rounded(weight)]
    }
}

extension JSONValue {
    /// A number that reads back as the same value; what is not finite becomes null.
    package static func exact(_ value: Double) -> JSONValue {
        value.isFinite ? JSONNumber(text: "\(value)").map { .number($0) } ?? .null : .null
    }

    /// A number with at most `places` decimals; what is not finite becomes null.
    package static func rounded(_ value: Double, places: Int = 4) -> JSONValue {
        guard value.isFinite, abs(value) < 1e12 else { return .null }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((value * scale).rounded())
        let sign = scaled < 0 ? "-" : ""
        let digits = String(abs(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        var text = "\(padded.dropLast(places)).\(padded.suffix(places))"
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return JSONNumber(text: sign + text).map { .number($0) } ?? .null
    }
}
