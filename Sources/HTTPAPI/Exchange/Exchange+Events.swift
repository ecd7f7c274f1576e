import ExactJSON

extension Exchange {
    /// Answers with events for as long as `work` has some, the client is there, and its key is taken.
    func sendEvents(_ keys: KeyWatch, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await sink.begin(headers: EventStream.headers)
        do {
            try await whileConnected { try await keys.whileTaken(self, work) }
        } catch {
            return try await breakOff(with: error, event: "error", \.json)
        }
        try await sink.finish()
    }

    /// Ends a stream that has begun with an event that says why; what cannot be told any more is thrown on.
    ///
    /// - Parameters:
    ///   - event: the event's name; nil has none.
    ///   - json: the error in the words of the stream's dialect.
    func breakOff(
        with error: any Error, event: String? = nil, _ json: (APIError) -> JSONValue
    ) async throws {
        guard sink.hasBegun, !(error is CancellationError) else { throw error }
        let failure = APIError(error)
        note.add("error", failure.code ?? failure.type)
        try await sink.write(EventStream.event(event, data: json(failure).utf8))
        try await sink.finish()
    }
}
