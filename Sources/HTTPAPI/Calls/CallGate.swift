import NIOConcurrencyHelpers

/// How many requests may ask models at the same time.
final class CallGate: Sendable {
    private let running = NIOLockedValueBox(0)
    private let most: Int

    init(most: Int) { self.most = most }

    /// How many do.
    var count: Int { running.withLockedValue { $0 } }

    /// Runs `work` if there is room.
    ///
    /// - Throws: `APIError` of status 503 when there is none.
    func run<T>(_ work: () async throws -> T) async throws -> T {
        let enters = running.withLockedValue { running in
            guard running < most else { return false }
            running += 1
            return true
        }
        guard enters else {
            throw APIError(
                503, "overloaded_error", "The server is answering \(most) requests already. Try again in a second.",
                code: "overloaded", retryAfter: .seconds(1))
        }
        defer { running.withLockedValue { $0 -= 1 } }
        return try await work()
    }
}
