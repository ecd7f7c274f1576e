import Money

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension BillingTime {
    /// The system's time.
    static var now: BillingTime { BillingTime(secondsSinceEpoch: Int64(time(nil))) }
}
