/// Which small requests wait for company, and when they go: a value without a clock or a thread of its own.
///
/// A batch goes when it is full and when the time of its first request is over. Its size follows the traffic: a batch
/// that was full before its time makes the next one half as large again, one that was not half full when its time was
/// over makes it a quarter smaller. So a crowd shares few requests, and a few do not wait for a crowd.
struct MicroBatchQueue<Key: Hashable & Sendable>: Sendable {
    /// What the owner of the queue has to do.
    enum Action: Equatable, Sendable {
        /// Call `timePassed` for the batch after this long.
        case startTimer(batch: Int, after: Duration)
        /// Send the requests of the batch as one, and forget its timer.
        case send(batch: Int, requests: [Int])
        /// Forget the batch's timer: nobody waits in it any more.
        case stopTimer(batch: Int)
    }

    private struct Batch {
        var number: Int
        var requests: [(id: Int, texts: Int)]
        var texts: Int { requests.reduce(0) { $0 + $1.texts } }
    }

    private let limits: MicroBatchLimits
    /// How many texts a batch holds now.
    private(set) var size: Int
    private var waiting: [Key: Batch] = [:]
    private var nextBatch = 0

    init(_ limits: MicroBatchLimits) {
        self.limits = limits
        size = Swift.min(Swift.max(limits.size, limits.range.lowerBound), limits.range.upperBound)
    }

    /// Takes a request of some texts. Only requests of one key go together.
    mutating func add(_ id: Int, texts: Int, key: Key) -> [Action] {
        var actions: [Action] = []
        if let batch = waiting[key], batch.texts + texts > size {
            actions.append(send(key, isFull: true))
        }
        guard texts < size else {
            nextBatch += 1
            return actions + [.send(batch: nextBatch, requests: [id])]
        }
        if waiting[key] == nil {
            nextBatch += 1
            waiting[key] = Batch(number: nextBatch, requests: [])
            actions.append(.startTimer(batch: nextBatch, after: limits.wait))
        }
        waiting[key]?.requests.append((id, texts))
        if let batch = waiting[key], batch.texts >= size { actions.append(send(key, isFull: true)) }
        return actions
    }

    /// The time of a batch is over. A batch that went already is none of it.
    mutating func timePassed(batch number: Int) -> [Action] {
        guard let key = waiting.first(where: { $0.value.number == number })?.key else { return [] }
        return [send(key, isFull: false)]
    }

    /// Takes a request back that was not sent yet.
    mutating func cancel(_ id: Int) -> [Action] {
        for (key, batch) in waiting where batch.requests.contains(where: { $0.id == id }) {
            waiting[key]?.requests.removeAll { $0.id == id }
            guard waiting[key]?.requests.isEmpty == true else { return [] }
            waiting[key] = nil
            return [.stopTimer(batch: batch.number)]
        }
        return []
    }

    private mutating func send(_ key: Key, isFull: Bool) -> Action {
        guard let batch = waiting.removeValue(forKey: key) else { preconditionFailure("the callers have looked") }
        if isFull {
            size = Swift.min(limits.range.upperBound, size + Swift.max(1, size / 2))
        } else if batch.texts * 2 < size {
            size = Swift.max(limits.range.lowerBound, size - Swift.max(1, size / 4))
        }
        return .send(batch: batch.number, requests: batch.requests.map(\.id))
    }
}
