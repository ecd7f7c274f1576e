/// Spans that wait to be sent: a bounded line that drops what comes when it is full, and counts it.
struct SpanQueue: Sendable {
    /// What is to be done once a span has joined.
    enum Next: Sendable, Equatable {
        /// Nothing: somebody sends already, or waits to.
        case nothing
        /// Send after a while.
        case wait
        /// Send now: a batch is full.
        case send
    }

    private let capacity: Int
    private let batch: Int
    private var waiting: [Span] = []
    private var isWaited = false
    private var isSending = false
    private(set) var dropped = 0

    init(capacity: Int, batch: Int) {
        self.capacity = max(1, capacity)
        self.batch = min(max(1, batch), self.capacity)
    }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ span: Span) -> Next {
        guard waiting.count < capacity else {
            dropped += 1
            return .nothing
        }
        waiting.append(span)
        if isSending { return .nothing }
        if waiting.count >= batch { return .send }
        if isWaited { return .nothing }
        isWaited = true
        return .wait
    }

    /// Becomes the one who sends; false when somebody does already.
    mutating func beginSending() -> Bool {
        guard !isSending else { return false }
        isSending = true
        isWaited = false
        return true
    }

    /// The next batch for the one who sends; nil when there is none, and nobody sends any more.
    mutating func next() -> [Span]? {
        guard !waiting.isEmpty else {
            isSending = false
            return nil
        }
        let taken = Array(waiting.prefix(batch))
        waiting.removeFirst(taken.count)
        return taken
    }

    mutating func drop(_ count: Int) { dropped += count }
}
