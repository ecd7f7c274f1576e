/// A provider's interface for requests that may take a day and cost less.
package protocol BatchService: Sendable {
    /// How much one batch may hold.
    var limits: BatchLimits { get }

    /// A request's line, as it counts against the limits.
    func line(_ request: BatchRequest) -> [UInt8]

    /// Hands a batch over. When it throws, the batch may still exist: `find` tells.
    ///
    /// - Parameters:
    ///   - lines: what `line` made of each request.
    ///   - tag: a name of ours that the provider keeps with the batch where it can.
    /// - Throws: `ModelError`; `CancellationError`.
    func submit(_ lines: [[UInt8]], endpoint: BatchEndpoint, tag: String) async throws -> RemoteBatch

    /// The batch of that tag, if it arrived although nobody heard of it: one that was made since, of as many requests,
    /// where the provider keeps no tags; nil also when several fit.
    ///
    /// - Parameter known: batches that are accounted for.
    func find(tag: String, requests: Int, since: Int64, known: Set<String>) async throws -> RemoteBatch?

    /// How a batch stands.
    func batch(_ id: String) async throws -> RemoteBatch

    /// What became of the requests of a batch that has ended, in any order. A request that is not among them was not
    /// worked on.
    func outcomes(of batch: RemoteBatch) async throws -> [BatchOutcome]
}

/// How much one batch may hold.
package struct BatchLimits: Sendable, Hashable {
    /// Requests.
    package var requests: Int
    /// Bytes of all lines together.
    package var bytes: Int
}
