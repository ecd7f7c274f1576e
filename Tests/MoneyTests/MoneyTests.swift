import ExactJSON
import Testing

@testable import Money

@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("0.000123", 123_000_000), ("12", 12_000_000_000_000), ("-3.5", -3_500_000_000_000),
        ("0.000000000001", 1), ("9223372.036854775807", Int64.max), ("-9223372.036854775807", -Int64.max),
        ("1.5000000000000000000", 1_500_000_000_000), ("007", 7_000_000_000_000),
    ])
    func `reads exact decimals`(text: String, picodollars: Int64) throws {
        #expect(try Money(parsing: text).picodollars == picodollars)
    }

    @Test(arguments: [
        ("", MoneyError.Code.malformed), ("-", .malformed), (".5", .malformed), ("5.", .malformed),
        ("1e-3", .malformed),
        ("+1", .malformed), (" 1", .malformed), ("1 ", .malformed), ("$1", .malformed), ("1,5", .malformed),
        ("1.2.3", .malformed), ("NaN", .malformed), ("٣", .malformed), ("0x10", .malformed), ("1_000", .malformed),
        ("0.0000000000001", .tooPrecise), ("9223372.036854775808", .overflow), ("-9223372.036854775808", .overflow),
        ("1" + String(repeating: "0", count: 60), .overflow),
    ])
    func `refuses what is no amount`(text: String, code: MoneyError.Code) {
        #expect(throws: MoneyError(code, text: text)) { try Money(parsing: text) }
        #expect(Money(text) == nil)
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000000001"), (123_000_000, "0.000123"), (-3_500_000_000_000, "-3.5"),
        (12_000_000_000_000, "12"), (Int64.max, "9223372.036854775807"), (-Int64.max, "-9223372.036854775807"),
        (Int64.min, "-9223372.036854775808"),
    ])
    func `prints exact decimals without an exponent`(picodollars: Int64, text: String) {
        #expect(Money(picodollars: picodollars).description == text)
    }

    @Test func `prints what it read, for any amount`() throws {
        var random = SeededRandom(seed: 20_261_121)
        for _ in 0..<5000 {
            let amount = Money(picodollars: Int64(bitPattern: random.next()) >> Int64(random.next() % 63))
            guard amount.picodollars != .min else { continue }
            #expect(try Money(parsing: amount.description) == amount, "seed 20261121")
        }
    }

    @Test(arguments: [
        (0, "$0.00"), (1, "$0.000000000001"), (4_200_000_000, "$0.0042"), (412_345_000_000, "$0.412"),
        (999_600_000_000, "$1.00"), (12_345_000_000_000, "$12.35"), (1_234_567_890_000_000, "$1,234.57"),
        (-500_000_000_000, "-$0.50"), (20_000_000_000, "$0.02"), (123_456, "$0.000000123"),
        (Int64.max, "$9,223,372.04"), (Int64.min, "-$9,223,372.04"), (1_004_999_999_999, "$1.00"),
    ])
    func `formats for people`(picodollars: Int64, text: String) {
        #expect(Money(picodollars: picodollars).formatted == text)
    }

    @Test func `saturates where operators are used and throws where checked`() throws {
        #expect(Money.max + Money(picodollars: 1) == .max)
        #expect(Money.min - Money(picodollars: 5) == Money(picodollars: .min))
        #expect(Money.max * 2 == .max)
        #expect(throws: MoneyError.self) { try Money.max.adding(Money(picodollars: 1)) }
        #expect(throws: MoneyError.self) { try Money.min.subtracting(Money(picodollars: 2)) }
        #expect(throws: MoneyError.self) { try Money(dollars: 9_000_000).multiplied(by: 2) }
        #expect(try Money(dollars: 2).adding(Money(dollars: 3)) == Money(dollars: 5))
        #expect(Money(dollars: .max) == .max)
        #expect(-Money(picodollars: .min) == .max)
    }

    @Test func `takes shares toward zero`() {
        #expect(Money(dollars: 10).share(80, of: 100) == Money(dollars: 8))
        #expect(Money(picodollars: 10).share(1, of: 3) == Money(picodollars: 3))
        #expect(Money.max.share(3, of: 2) == .max)
    }

    @Test func `travels as a decimal string and never as a JSON number`() throws {
        let decoder = JSONValueDecoder()
        #expect(try decoder.decode(Money.self, from: "0.000123") == Money(picodollars: 123_000_000))
        #expect(throws: DecodingError.self) { try decoder.decode(Money.self, from: 1) }
        #expect(throws: DecodingError.self) { try decoder.decode(Money.self, from: "1e-3") }
    }
}
