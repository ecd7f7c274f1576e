import AgentRuntime

/// When a key's requests of the last minute came. Never longer than twice the key's limit.
struct RequestTimes: Sendable {
    private static let window = Duration.seconds(60)

    private var times: [Timestamp] = []
    /// Where those begin that still count.
    private var first = 0

    /// How many count, as of the latest look.
    var count: Int { times.count - first }

    /// Counts a request.
    ///
    /// - Returns: nil when there was room; else how long until there is, and nothing was counted.
    mutating func add(_ now: Timestamp, most: Int) -> Duration? {
        let begin = now - Self.window
        while first < times.count, times[first] <= begin { first += 1 }
        // Half of the list at a time, so that each of its members is moved once at most.
        if first > 64, first > times.count / 2 {
            times.removeFirst(first)
            first = 0
        }
        guard count < most else { return first < times.count ? times[first] - begin : Self.window }
        times.append(now)
        return nil
    }
}
