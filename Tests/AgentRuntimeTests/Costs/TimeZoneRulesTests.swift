import AgentRuntime
import Testing

@Suite struct TimeZoneRulesTests {
    /// Days and their first instants in UTC, from Python's zoneinfo: changes of clocks at midnight and elsewhere,
    /// leap days, both hemispheres, half hours, and years that only the file's rule knows.
    @Test(arguments: [
        ("Europe/Paris", 2026, 3, 29, "2026-03-28T23:00:00Z"), ("Europe/Paris", 2026, 3, 30, "2026-03-29T22:00:00Z"),
        ("Europe/Paris", 2026, 10, 26, "2026-10-25T23:00:00Z"), ("Europe/Paris", 2060, 7, 1, "2060-06-30T22:00:00Z"),
        ("America/New_York", 2024, 2, 29, "2024-02-29T05:00:00Z"),
        ("America/New_York", 2050, 12, 1, "2050-12-01T05:00:00Z"),
        ("America/Sao_Paulo", 2018, 11, 4, "2018-11-04T03:00:00Z"),
        ("Asia/Kolkata", 2026, 1, 1, "2025-12-31T18:30:00Z"), ("Australia/Sydney", 2040, 1, 1, "2039-12-31T13:00:00Z"),
        ("Africa/Cairo", 2023, 4, 28, "2023-04-27T22:00:00Z"), ("UTC", 1970, 1, 1, "1970-01-01T00:00:00Z"),
    ])
    func `a day begins where its clocks say`(_ zone: String, _ year: Int, _ month: Int, _ day: Int, _ start: String)
        throws
    {
        let rules = try TimeZoneRules(named: zone)
        let date = CivilDate(year: year, month: month, day: day)
        let first = rules.start(of: date)
        #expect(first.text() == start)
        #expect(rules.date(at: first) == date)
        #expect(rules.date(at: Timestamp(microseconds: first.microseconds - 1)) < date)
    }

    @Test func `a day of a change of clocks has 23 or 25 hours, a month its days`() throws {
        let paris = try TimeZoneRules(named: "Europe/Paris")
        func hours(_ period: CostPeriod, _ date: CivilDate) -> Int64 {
            let span = paris.period(period, at: paris.start(of: date))
            return (span.end - span.start).components.seconds / 3600
        }
        #expect(hours(.day, CivilDate(year: 2026, month: 3, day: 29)) == 23)
        #expect(hours(.day, CivilDate(year: 2026, month: 10, day: 25)) == 25)
        #expect(hours(.month, CivilDate(year: 2024, month: 2, day: 29)) == 29 * 24)
        #expect(hours(.month, CivilDate(year: 2026, month: 3, day: 1)) == 31 * 24 - 1)
    }

    @Test(arguments: ["Mars/Phobos", "../etc/passwd", "Europe/../Paris", "", "Europe", "europe//paris", "CET+1"])
    func `a name that is none is refused, never guessed`(_ name: String) {
        let error = #expect(throws: CostQueryError.self) { try TimeZoneRules(named: name) }
        #expect(error?.code == .unknownTimeZone)
    }

    @Test func `every day of 400 years has its date, and back`() {
        for days in stride(from: -80_000, to: 80_000, by: 1) {
            let date = CivilDate(daysSince1970: days)
            #expect(date.daysSince1970 == days)
        }
        #expect(CivilDate(daysSince1970: 0).text == "1970-01-01")
        #expect(CivilDate(daysSince1970: 19_782).text == "2024-02-29")
    }
}
