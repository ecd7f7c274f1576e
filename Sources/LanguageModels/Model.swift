/// A language model that answers requests: what a provider implements.
///
/// The events go to a sink in the caller's task, so cancellation and back-pressure are the caller's own, and one
/// assembled response comes back. Streaming and not streaming share this one path.
public protocol Model: Sendable {
    /// What the model can take and do.
    var profile: ModelProfile { get }

    /// The keys, by number, with which it may be asked now, the next in turn first; keys that rest after a refusal are
    /// not among them unless all do. Empty where there is no choice.
    var usableKeys: [Int] { get }

    /// The same model, asked with one of its keys.
    func using(key: Int) -> any Model

    /// Sends one request to the provider once: no retry, no fallback; those make new attempts above.
    ///
    /// - Parameters:
    ///   - request: the request; `request.model` is informative, the receiver decides what is asked.
    ///   - onEvent: called for each event in order, in the caller's task; what it throws ends the request.
    /// - Returns: the complete response, equal to the sum of its events.
    /// - Throws: `ModelError`; `CancellationError` when the task is cancelled, after the connection is closed.
    func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse
}

extension Model {
    /// There is no choice of keys.
    public var usableKeys: [Int] { [] }

    /// There is no choice of keys.
    public func using(key: Int) -> any Model { self }
}
