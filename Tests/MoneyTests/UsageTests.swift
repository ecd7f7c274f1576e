import ExactJSON
import Testing

@testable import Money

@Suite struct UsageTests {
    static let full = Usage(
        input: 1, cacheRead: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheWrite12h: 5, output: 6, reasoning: 7,
        audioInput: 8, audioOutput: 9, imageInput: 10, imageOutput: 11, serverTools: [.webSearch: 12],
        units: [.imagesOut: 13])

    @Test func `sums the prompt side and the answer side from disjoint buckets`() {
        #expect(Self.full.promptTokens == 1 + 2 + 3 + 4 + 5 + 8 + 10)
        #expect(Self.full.completionTokens == 6 + 7 + 9 + 11)
        #expect(Self.full.cacheWrite == 12)
        #expect(Self.full.totalTokens == 66)
    }

    @Test func `adds bucket by bucket, tools and units too`() {
        let sum = Self.full + Usage(input: 10, serverTools: [.webSearch: 1, .fileSearch: 2], units: [.pages: 3])
        #expect(sum.input == 11)
        #expect(sum.serverTools == [.webSearch: 13, .fileSearch: 2])
        #expect(sum.units == [.imagesOut: 13, .pages: 3])
        #expect(sum.reasoning == 7)
    }

    @Test func `never holds a negative count and never wraps`() {
        var usage = Usage(input: -5, output: 3)
        #expect(usage.input == 0)
        usage.output = -1
        #expect(usage.output == 0)
        let huge = Usage(input: .max, cacheRead: .max)
        #expect(huge.promptTokens == .max)
        #expect((huge + huge).input == .max)
    }

    @Test func `reads missing buckets as zero and refuses negative ones`() throws {
        let decoder = JSONValueDecoder()
        let usage = try decoder.decode(
            Usage.self, from: ["input": 5, "cache_write_1h": 2, "server_tools": ["web_search": 1]])
        #expect(usage == Usage(input: 5, cacheWrite1h: 2, serverTools: [.webSearch: 1]))
        #expect(throws: DecodingError.self) { try decoder.decode(Usage.self, from: ["input": -5]) }
    }
}
