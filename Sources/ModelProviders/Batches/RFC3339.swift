/// Instants as Anthropic's API writes them.
enum RFC3339 {
    /// Seconds since 1970 of `2024-08-20T18:37:24.100435Z`; nil for anything that is not in UTC.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.prefix(19).split { "-T:".contains($0) }.map { Int64($0) }
        guard parts.count == 6, text.hasSuffix("Z") || text.hasSuffix("+00:00"), !parts.contains(nil) else {
            return nil
        }
        let numbers = parts.compactMap(\.self)
        // Days since 1970 of a civil date, after Howard Hinnant's days_from_civil.
        let year = numbers[1] <= 2 ? numbers[0] - 1 : numbers[0]
        let era = year / 400
        let dayOfYear = (153 * (numbers[1] + (numbers[1] > 2 ? -3 : 9)) + 2) / 5 + numbers[2] - 1
        let yearOfEra = year - era * 400
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
    }
}
