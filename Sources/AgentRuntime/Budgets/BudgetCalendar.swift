import NIOConcurrencyHelpers

/// The days and months of a place: where calendar budgets begin and end.
///
/// Windows cover all time without gap or overlap, also where a clock change makes a day 23 or 25 hours long, skips
/// midnight, or runs through it twice: a day begins at the first instant that bears its date.
public struct BudgetCalendar: Sendable {
    private let zone: TimeZoneRules
    /// The windows found last: almost every call lies in them.
    private let recent = NIOLockedValueBox<(day: BudgetWindow?, month: BudgetWindow?)>((nil, nil))

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
    public func day(containing time: Timestamp) -> BudgetWindow {
        if let day = recent.withLockedValue({ $0.day }), day.contains(time) { return day }
        let day = window(.day, containing: time)
        recent.withLockedValue { $0.day = day }
        return day
    }

    /// The month that an instant lies in.
    public func month(containing time: Timestamp) -> BudgetWindow {
        if let month = recent.withLockedValue({ $0.month }), month.contains(time) { return month }
        let month = window(.month, containing: time)
        recent.withLockedValue { $0.month = month }
        return month
    }

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
