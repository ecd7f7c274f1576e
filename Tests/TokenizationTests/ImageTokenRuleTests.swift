import Testing

@testable import Tokenization

/// The examples that the providers' pages work through.
@Suite struct ImageTokenRuleTests {
    @Test(arguments: [(1024, 1024, 765), (2048, 4096, 1105), (512, 512, 255), (1, 1, 255), (100_000, 10, 765)])
    func `counts tiles`(_ width: Int, _ height: Int, _ expected: Int) {
        #expect(ImageTokenRule.tiles(base: 85, tile: 170).tokens(ImageShape(width: width, height: height)) == expected)
    }

    @Test(arguments: [(1024, 1024, 1024), (1800, 2400, 1452), (32, 32, 1), (33, 32, 2), (1_000_000, 1_000_000, 1521)])
    func `counts patches`(_ width: Int, _ height: Int, _ expected: Int) {
        #expect(ImageTokenRule.patches(hundredths: 100).tokens(ImageShape(width: width, height: height)) == expected)
    }

    @Test func `multiplies patches and rounds up`() {
        #expect(ImageTokenRule.patches(hundredths: 162).tokens(ImageShape(width: 1024, height: 1024)) == 1659)
    }

    @Test(arguments: [(200, 200, 54), (1000, 1000, 1334), (1092, 1092, 1590), (8000, 8000, 1600)])
    func `counts areas`(_ width: Int, _ height: Int, _ expected: Int) {
        #expect(ImageTokenRule.area.tokens(ImageShape(width: width, height: height)) == expected)
    }

    @Test(arguments: [(384, 384, 258), (385, 100, 258), (1536, 768, 516)])
    func `counts Gemini's tiles`(_ width: Int, _ height: Int, _ expected: Int) {
        #expect(ImageTokenRule.gemini.tokens(ImageShape(width: width, height: height)) == expected)
    }

    @Test func `takes a size of nothing as one pixel`() {
        #expect(ImageTokenRule.area.tokens(ImageShape(width: -5, height: 0)) == 1)
    }
}
