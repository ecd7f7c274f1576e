/// Unpacks gzip (RFC 1952, RFC 1951), as data sets are published.
package struct Inflate {
    private let input: [UInt8]
    private var at: Int
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []

    /// Whether bytes begin like a gzip file.
    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count > 18 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// Unpacks the members of a gzip file.
    ///
    /// - Parameter limit: the most bytes that are unpacked.
    /// - Throws: `PredictorError.damaged`.
    package static func gunzip(_ bytes: [UInt8], limit: Int = 1 << 30) throws(PredictorError) -> [UInt8] {
        var inflate = Inflate(input: bytes, at: 0)
        while inflate.at + 18 <= bytes.count, bytes[inflate.at] == 0x1F {
            try inflate.skipHeader()
            try inflate.blocks(limit)
            inflate.bits = 0
            inflate.bitCount = 0
            inflate.at += 8
        }
        return inflate.output
    }

    private init(input: [UInt8], at: Int) {
        self.input = input
        self.at = at
    }

    private static var damaged: PredictorError { PredictorError(.damaged, "the gzip data is damaged") }

    private mutating func skipHeader() throws(PredictorError) {
        let flags = input[at + 3]
        at += 10
        if flags & 4 != 0 {
            guard at + 2 <= input.count else { throw Self.damaged }
            at += 2 + Int(input[at]) + Int(input[at + 1]) << 8
        }
        for flag in [8, 16] as [UInt8] where flags & flag != 0 {
            while at < input.count, input[at] != 0 { at += 1 }
            at += 1
        }
        if flags & 2 != 0 { at += 2 }
    }

    private mutating func take(_ count: Int) throws(PredictorError) -> Int {
        while bitCount < count {
            guard at < input.count else { throw Self.damaged }
            bits |= UInt32(input[at]) << UInt32(bitCount)
            at += 1
            bitCount += 8
        }
        defer {
            bits >>= UInt32(count)
            bitCount -= count
        }
        return Int(bits & ((1 << UInt32(count)) - 1))
    }

    private mutating func blocks(_ limit: Int) throws(PredictorError) {
        while true {
            let isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try compressed(Self.fixedLengths, Self.fixedDistances, limit)
            case 2:
                let (lengths, distances) = try codes()
                try compressed(lengths, distances, limit)
            default: throw Self.damaged
            }
            if isLast { return }
        }
    }

    private mutating func stored() throws(PredictorError) {
        bits = 0
        bitCount = 0
        guard at + 4 <= input.count else { throw Self.damaged }
        let count = Int(input[at]) | Int(input[at + 1]) << 8
        at += 4
        guard at + count <= input.count else { throw Self.damaged }
        output += input[at..<(at + count)]
        at += count
    }

    /// A canonical Huffman code: how many symbols have each length, and the symbols in order.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int]

        init(_ lengths: some Collection<Int>) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            var offsets = [Int](repeating: 0, count: 16)
            for length in 1..<15 { offsets[length + 1] = offsets[length] + counts[length] }
            symbols = [Int](repeating: 0, count: lengths.count)
            for (symbol, length) in lengths.enumerated() where length != 0 {
                symbols[offsets[length]] = symbol
                offsets[length] += 1
            }
        }
    }

    private mutating func symbol(_ code: Code) throws(PredictorError) -> Int {
        var value = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            value |= try take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + (value - first)] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw Self.damaged
    }

    private mutating func compressed(_ lengths: Code, _ distances: Code, _ limit: Int) throws(PredictorError) {
        while true {
            let symbol = try symbol(lengths)
            if symbol < 256 {
                output.append(UInt8(symbol))
            } else if symbol == 256 {
                return
            } else {
                guard symbol - 257 < Self.lengthBase.count else { throw Self.damaged }
                let length = Self.lengthBase[symbol - 257] + (try take(Self.lengthExtra[symbol - 257]))
                let code = try self.symbol(distances)
                guard code < Self.distanceBase.count else { throw Self.damaged }
                let distance = Self.distanceBase[code] + (try take(code < 4 ? 0 : code / 2 - 1))
                guard distance <= output.count else { throw Self.damaged }
                for _ in 0..<length { output.append(output[output.count - distance]) }
            }
            guard output.count <= limit else { throw PredictorError(.damaged, "the gzip data unpacks to over 1 GB") }
        }
    }

    private mutating func codes() throws(PredictorError) -> (Code, Code) {
        let lengthCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in 0..<codeCount { codeLengths[Self.codeOrder[index]] = try take(3) }
        let code = Code(codeLengths)
        var lengths: [Int] = []
        while lengths.count < lengthCount + distanceCount {
            let symbol = try symbol(code)
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last else { throw Self.damaged }
                lengths += [Int](repeating: last, count: 3 + (try take(2)))
            case 17: lengths += [Int](repeating: 0, count: 3 + (try take(3)))
            default: lengths += [Int](repeating: 0, count: 11 + (try take(7)))
            }
        }
        guard lengths.count == lengthCount + distanceCount else { throw Self.damaged }
        return (Code(lengths[..<lengthCount]), Code(lengths[lengthCount...]))
    }

    private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025, 1_537, 2_049, 3_073,
        4_097, 6_145, 8_193, 12_289, 16_385, 24_577,
    ]
    private static let fixedLengths = Code(
        [Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112) + [Int](repeating: 7, count: 24)
            + [Int](repeating: 8, count: 8))
    private static let fixedDistances = Code([Int](repeating: 5, count: 30))
}
