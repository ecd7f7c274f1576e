import AgentRuntime
import Money
import Testing

@Suite struct CostQuestionTests {
    private let now = Timestamp(microseconds: 1_774_800_000_000_000)  // 2026-03-29T16:00:00Z

    @Test(arguments: [
        ("90m", "2026-03-29T14:30:00Z"), ("24h", "2026-03-28T16:00:00Z"), ("7d", "2026-03-22T16:00:00Z"),
        ("2w", "2026-03-15T16:00:00Z"), ("1mo", "2026-02-28T16:00:00Z"), ("2y", "2024-03-29T16:00:00Z"),
    ])
    func `a length of time reaches back so far`(_ text: String, _ start: String) throws {
        #expect(try CostSpan(parsing: text).start(before: now, in: .utc).text() == start)
    }

    @Test(arguments: ["", "7", "d", "0d", "-1d", "7 d", "7days", "1.5h", "7D", "9999999d", "٧d"])
    func `what is no length of time is refused`(_ text: String) {
        let error = #expect(throws: CostQueryError.self) { try CostSpan(parsing: text) }
        #expect(error?.code == .malformedDuration)
        #expect(error?.message.contains("7d") == true)
    }

    @Test func `an unknown dimension is refused with those there are`() {
        let error = #expect(throws: CostQueryError.self) { try CostDimension(named: "colour") }
        #expect(error?.message.contains("conversation") == true)
        #expect(throws: CostQueryError.self) { try CostPeriod(named: "1w") }
    }

    @Test func `a forecast is what was spent and the pace for the rest`() {
        let day = 86_400
        let forecast = CostForecast(
            spent: Money(dollars: 10),
            days: Array(repeating: Money(dollars: 1), count: 7) + Array(repeating: Money(dollars: 2), count: 7),
            now: now, end: now + .seconds(5 * day), limit: Money(dollars: 14))
        #expect(forecast.perDay == Money(dollars: 2))
        #expect(forecast.trend == 1)
        #expect(forecast.atEnd == Money(dollars: 20))
        #expect(forecast.runsOutAt == now + .seconds(2 * day))
        let young = CostForecast(spent: .zero, days: [], now: now, end: now + .seconds(day))
        #expect(young.perDay == nil && young.atEnd == nil && young.runsOutAt == nil)
    }
}
