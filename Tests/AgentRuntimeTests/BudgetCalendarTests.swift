import Testing

@testable import AgentRuntime

/// Where days and months begin, in places whose clocks do odd things.
@Suite struct BudgetCalendarTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        var zone: String
        var time: Int64
        var start: Int64
        var hours: Double
        var testDescription: String { "\(zone) at \(time)" }
    }

    /// Seconds of UTC, as `date -u -d … +%s` has them.
    private static let days: [Case] = [
        // 2026-11-21 12:00 UTC, an ordinary day.
        Case(zone: "UTC", time: 1_795_262_400, start: 1_795_219_200, hours: 24),
        // Paris, 2026-03-29: the clock goes from 02:00 to 03:00.
        Case(zone: "Europe/Paris", time: 1_774_778_400, start: 1_774_738_800, hours: 23),
        // Paris, 2026-10-25: from 03:00 back to 02:00.
        Case(zone: "Europe/Paris", time: 1_792_922_400, start: 1_792_879_200, hours: 25),
        // São Paulo, 2018-11-04: midnight is skipped, the day begins at 01:00.
        Case(zone: "America/Sao_Paulo", time: 1_541_332_800, start: 1_541_300_400, hours: 23),
        // Havana, 2023-11-05: at 01:00 back to 00:00, so midnight comes twice; the day begins at the first.
        Case(zone: "America/Havana", time: 1_699_185_600, start: 1_699_156_800, hours: 25),
        // Kathmandu is 5:45 ahead.
        Case(zone: "Asia/Kathmandu", time: 1_795_262_400, start: 1_795_198_500, hours: 24),
        // Lord Howe moves its clock by half an hour, 2026-10-04.
        Case(zone: "Australia/Lord_Howe", time: 1_791_072_000, start: 1_791_034_200, hours: 23.5),
        // Far in the future only the rule of the zone is left: 2060-07-01 in Paris.
        Case(zone: "Europe/Paris", time: 2_855_901_600, start: 2_855_858_400, hours: 24),
    ]

    @Test(arguments: days.indices) func `a day begins where its date does`(_ index: Int) throws {
        let expected = Self.days[index]
        let calendar = try BudgetCalendar(timeZone: expected.zone)
        let window = calendar.day(containing: Timestamp(microseconds: expected.time * 1_000_000))
        #expect(window.start.microseconds / 1_000_000 == expected.start, "\(expected.zone)")
        #expect(Double((window.end - window.start).microseconds) / 3.6e9 == expected.hours, "\(expected.zone)")
        #expect(window.contains(Timestamp(microseconds: expected.time * 1_000_000)))
    }

    @Test func `months end where they end, leap years included`() {
        func days(_ seconds: Int64) -> Int64 {
            let window = BudgetCalendar.utc.month(containing: Timestamp(microseconds: seconds * 1_000_000))
            return (window.end - window.start).microseconds / 86_400_000_000
        }
        #expect(days(1_709_200_000) == 29)  // February 2024
        #expect(days(1_740_700_000) == 28)  // February 2025
        #expect(days(951_800_000) == 29)  // February 2000
        #expect(days(4_107_500_000) == 28)  // February 2100
        #expect(days(1_798_761_599) == 31)  // the last second of December 2026
        #expect(days(-1) == 31)  // December 1969
    }

    @Test(arguments: ["Europe/Paris", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Pacific/Apia", "UTC"])
    func `windows cover all time without gap or overlap`(_ zone: String) throws {
        let calendar = try BudgetCalendar(timeZone: zone)
        var time = Timestamp(microseconds: 1_262_304_000_000_000)  // 2010
        for _ in 0..<7000 {
            let day = calendar.day(containing: time)
            #expect(day.contains(time) && day.start < day.end)
            let month = calendar.month(containing: time)
            #expect(month.start <= day.start && day.end <= month.end)
            #expect(calendar.day(containing: Timestamp(microseconds: day.end.microseconds - 1)) == day)
            time = day.end
        }
    }

    @Test(arguments: ["", "Mars/Olympus", "../etc/passwd", "europe", "Europe/Paris ", "Europe//Paris"])
    func `a time zone that is none is refused`(_ name: String) {
        let error = #expect(throws: BudgetError.self) { try BudgetCalendar(timeZone: name) }
        #expect(error?.code == .unknownTimeZone)
    }

    @Test(arguments: ["galaxy", "tool", "key:", "month:may", "tag:a b", "", "Month", "tool:\u{7F}"])
    func `a scope that is none is refused`(_ text: String) {
        let error = #expect(throws: BudgetError.self) { try BudgetScope(parsing: text) }
        #expect(error?.code == .unknownScope)
    }

    @Test(arguments: ["global", "month", "day", "conversation", "conversation:01J", "run", "key:web", "tool:a:b"])
    func `a scope reads as it is written`(_ text: String) throws {
        #expect(try BudgetScope(parsing: text).description == text)
    }
}
