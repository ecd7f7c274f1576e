/// The days and months of a place: where calendar budgets begin and end.
///
/// Windows cover all time without gap or overlap, also where a clock change makes a day 23 or 25 hours long, skips
/// midnight, or runs through it twice: a day begins at the first instant that bears its date.
public struct BudgetCalendar: Sendable {
    private let zone: TimeZoneRules

    /// Coordinated universal time.
    public static let utc = BudgetCalendar(zone: .utc)

    /// The calendar of a time zone by its IANA name.
    ///
    /// - Throws: `BudgetError.unknownTimeZone`; nothing is guessed.
    public init(timeZone name: String) throws(BudgetError) {
        do { zone = try TimeZoneRules(named: name) } catch {
            throw BudgetError(.unknownTimeZone, "\(error)")
        }
    }

    private init(zone: TimeZoneRules) { self.zone = zone }

    /// The time zone's name.
    public var timeZone: String { zone.name }

    /// The day that an instant lies in.
    public func day(containing time: Timestamp) -> BudgetWindow { window(.day, containing: time) }

    /// The month that an instant lies in.
    public func month(containing time: Timestamp) -> BudgetWindow { window(.month, containing: time) }

    private func window(_ period: CostPeriod, containing time: Timestamp) -> BudgetWindow {
        var found = zone.period(period, at: time)
        // A clock that is set back across midnight gives an instant the date of the day before.
        if time >= found.end {
            found = (found.end, zone.period(period, at: found.end + .seconds(43_200)).end)
        } else if time < found.start {
            found = zone.period(period, at: found.start + .seconds(-43_200))
        }
        return BudgetWindow(start: found.start, end: found.end)
    }
}
