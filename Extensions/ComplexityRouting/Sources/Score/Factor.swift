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

    /// A number with at most `places` decimals, up to 6; what is not finite becomes null.
    package static func rounded(_ value: Double, places: Int = 4) -> JSONValue {
        guard value.isFinite, abs(value) < 1e12 else { return .null }
        var scale = 1
        for _ in 0..<min(places, 6) { scale *= 10 }
        let scaled = Int((value * Double(scale)).rounded())
        var (whole, part) = abs(scaled).quotientAndRemainder(dividingBy: scale)
        if part == 0 { return JSONValue(scaled / scale) }
        // From the last digit on, as a decision's record holds dozens of them.
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { buffer in
            var at = 32
            var isTrailing = true
            func put(_ byte: UInt8) {
                at -= 1
                buffer[at] = byte
            }
            while scale > 1 {
                let digit = UInt8(part % 10)
                if digit != 0 { isTrailing = false }
                if !isTrailing { put(0x30 + digit) }
                part /= 10
                scale /= 10
            }
            put(UInt8(ascii: "."))
            repeat {
                put(0x30 + UInt8(whole % 10))
                whole /= 10
            } while whole > 0
            if scaled < 0 { put(UInt8(ascii: "-")) }
            return String(decoding: buffer[at...], as: UTF8.self)
        }
        return JSONNumber(text: text).map { .number($0) } ?? .null
    }
}
