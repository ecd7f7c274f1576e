package import LanguageModels

/// A model that hands every finished exchange of another to a closure, for `ReplayingModel`.
///
/// Failed requests are not recorded.
package struct RecordingModel: Model {
    package var profile: ModelProfile { base.profile }
    private let base: any Model
    private let record: @Sendable (RecordedExchange) async throws -> Void

    /// The most events that are kept of one exchange; of a longer one the response alone is recorded.
    package static let maxEvents = 100_000

    /// - Parameter record: takes each exchange, in the order in which they finish; what it throws fails the request.
    package init(_ base: any Model, record: @escaping @Sendable (RecordedExchange) async throws -> Void) {
        self.base = base
        self.record = record
    }

    package func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        var events: [ModelEvent] = []
        let response = try await base.respond(to: request) { event in
            if events.count <= RecordingModel.maxEvents { events.append(event) }
            try await onEvent(event)
        }
        if events.count > RecordingModel.maxEvents { events = ReplayingModel.events(of: response) }
        try await record(RecordedExchange(request: request, events: events, response: response))
        return response
    }
}
