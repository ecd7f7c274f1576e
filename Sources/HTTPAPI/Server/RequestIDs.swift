import NIOConcurrencyHelpers

/// Names requests, for logs and for whoever asks about one.
struct RequestIDs: Sendable {
    private let next: NIOLockedValueBox<UInt64>

    /// Begins at a number of its own, so that two processes' ids do not meet.
    init() { next = NIOLockedValueBox(UInt64.random(in: 0...(.max))) }

    /// The id that the client wishes, if it is one, else a new one.
    func next(wished: String?) -> String {
        if let wished, (1...64).contains(wished.utf8.count), wished.utf8.allSatisfy(\.isNameByte) { return wished }
        let number = next.withLockedValue { next in
            next &+= 1
            return next
        }
        return "req_" + String(number, radix: 36)
    }
}
