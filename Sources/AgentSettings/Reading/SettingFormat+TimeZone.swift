#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SettingFormat where Value == String {
    /// The IANA name of a time zone.
    static var timeZone: Self {
        Self(
            scalar: "a time zone, e.g. UTC or Europe/Paris",
            parse: { $0 == "UTC" || $0.isTimeZone ? $0 : nil },
            show: \.self)
    }
}

extension String {
    /// Whether the system knows a time zone `Area/Place` of this name. Its files are asked first: to set up
    /// Foundation's calendars for the question takes milliseconds.
    fileprivate var isTimeZone: Bool {
        let steps = split(separator: "/", omittingEmptySubsequences: false)
        let isName = steps.allSatisfy { step in
            !step.isEmpty && step.utf8.allSatisfy { $0.isDigit || ($0 | 0x20) &- 0x61 < 26 || "_+-".utf8.contains($0) }
        }
        guard isName, (2...3).contains(steps.count) else { return false }
        return access("/usr/share/zoneinfo/\(self)", R_OK) == 0 || TimeZone(identifier: self) != nil
    }
}
