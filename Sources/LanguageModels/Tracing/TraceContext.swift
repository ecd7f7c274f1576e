/// A place in a distributed trace, as W3C's Trace Context says it between programs.
///
/// The server takes it in with a request, extensions that make spans go on from it, and providers get it with what they
/// are asked. Bind `current` around what belongs to a span.
public struct TraceContext: Sendable, Hashable {
    /// The trace; never 0.
    public let trace: UInt128
    /// The span in it; never 0.
    public let span: UInt64
    /// Whether whoever began the trace records it.
    public let isSampled: Bool

    /// The span that the current task works for; nil when nobody traces it.
    @TaskLocal public static var current: TraceContext?

    /// Makes a context; nil when a number is 0, which names nothing.
    public init?(trace: UInt128, span: UInt64, isSampled: Bool = true) {
        guard trace != 0, span != 0 else { return nil }
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// The beginning of a new trace, with numbers of the system's source of randomness.
    public init(isSampled: Bool = true) {
        trace = .random(in: 1...(.max))
        span = .random(in: 1...(.max))
        self.isSampled = isSampled
    }

    /// Reads a `traceparent` header field; nil for what is none (W3C Trace Context, 3.2), which is ignored then.
    public init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        // A later version may say more behind what this one knows.
        guard bytes.count == 55 || (bytes.count > 55 && bytes[55] == UInt8(ascii: "-")) else { return nil }
        let isLater = !bytes.starts(with: "00".utf8)
        guard isLater || bytes.count == 55, [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }),
            let version: UInt8 = Self.number(bytes[..<2]), version != 0xff,
            let trace: UInt128 = Self.number(bytes[3..<35]), let span: UInt64 = Self.number(bytes[36..<52]),
            let flags: UInt8 = Self.number(bytes[53..<55])
        else { return nil }
        self.init(trace: trace, span: span, isSampled: flags & 1 == 1)
    }

    /// A new span of the same trace.
    public func child() -> TraceContext { TraceContext(child: .random(in: 1...(.max)), of: self) }

    private init(child span: UInt64, of parent: TraceContext) {
        trace = parent.trace
        self.span = span
        isSampled = parent.isSampled
    }

    /// The header field's value.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    /// The trace in 32 hexadecimal digits.
    public var traceID: String { Self.hexadecimal(trace, digits: 32) }

    /// The span in 16 hexadecimal digits.
    public var spanID: String { Self.hexadecimal(span, digits: 16) }

    private static func hexadecimal(_ number: some FixedWidthInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// Reads lower-case hexadecimal digits; the standard allows no others.
    private static func number<Number: FixedWidthInteger>(_ digits: ArraySlice<UInt8>) -> Number? {
        var number: Number = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | Number(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | Number(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }
}
