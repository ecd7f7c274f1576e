import ComplexityRouting
import ExactJSON
import Testing

@Suite struct RecordNumberTests {
    @Test(arguments: [
        (0, "0"), (1, "1"), (0.5, "0.5"), (-0.25, "-0.25"), (0.00004, "0"), (-0.00004, "0"), (0.00005, "0.0001"),
        (1_234.567_89, "1234.5679"), (0.1, "0.1"), (0.0101, "0.0101"), (-12.3, "-12.3"),
        (999_999_999_999.5, "999999999999.5"),
        (.nan, "null"), (.infinity, "null"), (1e12, "null"),
    ])
    func `numbers of a record have four decimals at most`(value: Double, text: String) {
        #expect(JSONValue.rounded(value).text == text)
    }
}
