/// The time limits of one transfer, as a value that is told what happens and when.
struct TransferClock {
    typealias Instant = ContinuousClock.Instant

    /// What fires, and when, unless something happens before.
    struct Deadline: Equatable {
        var instant: Instant
        var expiry: Expiry
    }

    enum Expiry: Equatable {
        case firstByte, betweenChunks, total
        /// The rest of a response that nobody reads did not end soon.
        case drain
    }

    private enum Phase {
        /// Waiting for a connection; libcurl watches the connect limit.
        case connecting
        case awaitingHead(since: Instant)
        case body(lastByte: Instant)
        /// The reader holds the transfer back: silence is its own.
        case held
    }

    /// How long an unread response may take to end by itself.
    static let drainTime = Duration.milliseconds(40)

    private let limits: HTTPTimeLimits
    private let start: Instant
    private var phase = Phase.connecting
    private var drainDeadline: Instant?

    init(limits: HTTPTimeLimits, start: Instant) {
        self.limits = limits
        self.start = start
    }

    mutating func requestStarted(at now: Instant) {
        phase = .awaitingHead(since: now)
    }

    mutating func headReceived(at now: Instant) {
        phase = .body(lastByte: now)
    }

    mutating func bytesReceived(at now: Instant) {
        phase = .body(lastByte: now)
    }

    mutating func held() {
        phase = .held
    }

    mutating func resumed(at now: Instant) {
        phase = .body(lastByte: now)
    }

    mutating func drainStarted(at now: Instant) {
        drainDeadline = now.advanced(by: TransferClock.drainTime)
    }

    /// The earliest limit that now applies. Receiving bytes can only put it off.
    var deadline: Deadline {
        var earliest = Deadline(instant: start.advanced(by: limits.total), expiry: .total)
        func consider(_ instant: Instant, _ expiry: Expiry) {
            if instant < earliest.instant { earliest = Deadline(instant: instant, expiry: expiry) }
        }
        switch phase {
        case .connecting, .held: break
        case .awaitingHead(let since): consider(since.advanced(by: limits.firstByte), .firstByte)
        case .body(let lastByte): consider(lastByte.advanced(by: limits.betweenChunks), .betweenChunks)
        }
        if let drainDeadline { consider(drainDeadline, .drain) }
        return earliest
    }
}
