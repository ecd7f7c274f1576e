import Testing

@testable import AgentSettings

@Suite struct DecimalTextTests {
    @Test(arguments: ["0", "0.50", "-1.5", "2.5e-06", "1E5", "123456789.123456789"])
    func `keeps the digits`(_ text: String) {
        #expect(DecimalText(text)?.text == text)
    }

    @Test(arguments: ["", ".5", "1.", "+1", "0x10", "1_000", "1,5", "nan", "inf", " 1", "01", "$1"])
    func `refuses what is no decimal number`(_ text: String) {
        #expect(DecimalText(text) == nil)
    }

    @Test func `knows zero, negative numbers and amounts`() throws {
        #expect(DecimalText("0.000")?.isZero == true)
        #expect(DecimalText("0e9")?.isZero == true)
        #expect(DecimalText("0.0001")?.isZero == false)
        #expect(DecimalText("-0")?.isNegative == false)
        #expect(DecimalText("-0.1")?.isNegative == true)
        #expect(DecimalText("9000000.000000000000")?.isAmount == true)
        #expect(DecimalText("9000000.000000000001")?.isAmount == false)
        #expect(DecimalText("0.1234567890123")?.isAmount == false)
        #expect(DecimalText("1e2")?.isAmount == false)
        #expect(DecimalText("-1")?.isAmount == false)
    }
}
