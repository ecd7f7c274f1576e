/// A decimal number read from text, exactly: `negative ? -1 : 1 × digits × 10^exponent`.
struct DecimalText {
    /// More digits than any price has, and few enough for `Int128`.
    static let maximumDigits = 36

    private(set) var isNegative = false
    /// All digits as one whole number.
    private(set) var digits: UInt128 = 0
    /// The power of ten that the digits count in.
    private(set) var exponent = 0
    private let text: String

    /// Parses `-?digits(.digits)?` and, where allowed, `e±digits` at the end.
    init(_ text: some StringProtocol, allowsExponent: Bool) throws(MoneyError) {
        self.text = String(text)
        var bytes = Array(self.text.utf8)[...]
        func malformed() -> MoneyError { MoneyError(.malformed, text: String(text)) }
        if bytes.first == UInt8(ascii: "-") {
            isNegative = true
            bytes.removeFirst()
        }
        var seen = 0
        var fraction: Int?
        while let byte = bytes.first {
            if byte &- 0x30 < 10 {
                seen += 1
                fraction? += 1
                let (scaled, tooLong) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carried) = scaled.addingReportingOverflow(UInt128(byte - 0x30))
                guard !tooLong, !carried, seen <= 400 else { throw MoneyError(.overflow, text: self.text) }
                digits = sum
            } else if byte == UInt8(ascii: "."), fraction == nil, seen > 0 {
                fraction = 0
            } else {
                break
            }
            bytes.removeFirst()
        }
        guard seen > 0, fraction != 0 else { throw malformed() }
        exponent = -(fraction ?? 0)
        guard let mark = bytes.first else { return }
        guard allowsExponent, mark | 0x20 == UInt8(ascii: "e") else { throw malformed() }
        bytes.removeFirst()
        var down = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            down = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        guard !bytes.isEmpty, bytes.count <= 4 else { throw malformed() }
        var power = 0
        for byte in bytes {
            guard byte &- 0x30 < 10 else { throw malformed() }
            power = power * 10 + Int(byte - 0x30)
        }
        exponent += down ? -power : power
    }

    /// The number times 10^`places` as a whole one; throws when decimals are left over or it is out of range.
    func scaled(by places: Int) throws(MoneyError) -> Int64 {
        let (value, remainder) = try divided(by: places)
        guard remainder == .none else { throw MoneyError(.tooPrecise, text: text) }
        return value
    }

    /// The number times 10^`places`, rounded half to even, and whether that changed it.
    func rounded(to places: Int) throws(MoneyError) -> (value: Int64, isExact: Bool) {
        let (value, remainder) = try divided(by: places)
        let up = remainder == .overHalf || (remainder == .half && value & 1 == 1)
        guard up else { return (value, remainder == .none) }
        let (sum, overflow) = value.addingReportingOverflow(isNegative ? -1 : 1)
        guard !overflow else { throw MoneyError(.overflow, text: text) }
        return (sum, false)
    }

    private enum Remainder { case none, underHalf, half, overHalf }

    private func divided(by places: Int) throws(MoneyError) -> (Int64, Remainder) {
        var magnitude = digits
        var remainder = Remainder.none
        var shift = exponent + places
        if shift > 0 {
            guard magnitude != 0 else { return (0, .none) }
            guard shift <= 38 else { throw MoneyError(.overflow, text: text) }
            while shift > 0 {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                guard !overflow else { throw MoneyError(.overflow, text: text) }
                magnitude = product
                shift -= 1
            }
        } else if shift < 0 {
            if shift < -38 {
                (magnitude, remainder) = (0, magnitude == 0 ? .none : .underHalf)
            } else {
                var divisor: UInt128 = 1
                for _ in 0..<(-shift) { divisor *= 10 }
                let rest = magnitude % divisor
                magnitude /= divisor
                if rest != 0 {
                    remainder = rest * 2 == divisor ? .half : rest > divisor / 2 ? .overHalf : .underHalf
                }
            }
        }
        guard let value = Int64(exactly: isNegative ? -Int128(clamping: magnitude) : Int128(clamping: magnitude)),
            value != .min
        else { throw MoneyError(.overflow, text: text) }
        return (value, remainder)
    }
}
