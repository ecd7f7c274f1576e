import HTTPStreaming

/// How far an event stream was read, as a value: what it takes to go on behind a cut, and when to try.
struct EventStreamPlace: Sendable, Hashable {
    /// How often in a row an answer is asked for again without a word of it.
    static let attemptLimit = 6

    /// The id of the last event; nil when none had one, so that nothing can be gone on with.
    private(set) var lastID: String?
    private var wanted: Duration?
    private var silent = 0

    /// Notes an event.
    mutating func met(_ event: ServerSentEvent) {
        if !event.id.isEmpty, event.id.utf8.count <= 1024 { lastID = event.id }
        silent = 0
    }

    /// Notes how long the server wants to be left alone before the next try.
    mutating func wants(_ pause: Duration?) { wanted = pause ?? wanted }

    /// Begins another try.
    ///
    /// - Parameter attempts: the most tries in a row that say nothing.
    /// - Returns: how long to wait before it: what the server wanted, or a second, doubled with each try that said nothing, at
    ///   most a minute; nil when it said nothing too often.
    mutating func next(of attempts: Int = attemptLimit) -> Duration? {
        guard silent < attempts else { return nil }
        defer { silent += 1 }
        // A server that wants no pause gets a short one: what it closes at once is not asked for at the network's speed.
        let pause = max(.milliseconds(250), min(wanted ?? .seconds(1), .seconds(60)))
        return min(pause * (1 << min(silent, 6)), .seconds(60))
    }
}
