import HTTPStreaming
import LanguageModels

/// Reads a reply's body into a decoder and hands its events on.
struct ReplyReader<Decoder: ReplyDecoder> {
    private var decoder: Decoder
    private let errors: ProviderErrors
    private var events: [ModelEvent] = []

    /// How a body is cut into what the decoder takes.
    private enum Form { case stream, whole, unknown }

    init(decoder: Decoder, errors: ProviderErrors) {
        self.decoder = decoder
        self.errors = errors
    }

    /// Reads the body to its end.
    ///
    /// A provider that was asked to stream may answer whole, and the other way round: the content type decides, and
    /// where it says neither, the first byte does.
    mutating func read(
        _ body: HTTPResponseBody, _ head: HTTPResponseHead, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        var form = ReplyReader.form(of: head)
        var parser = ServerSentEventParser()
        var whole: [UInt8] = []
        while let chunk = try await next(body) {
            if form == .unknown, let first = chunk.first(where: { $0 > 0x20 }) {
                form = first == UInt8(ascii: "{") || first == UInt8(ascii: "<") ? .whole : .stream
            }
            guard form == .stream else {
                if whole.isEmpty { whole = chunk } else { whole += chunk }
                continue
            }
            parser.append(chunk)
            while let event = try parse(&parser) {
                try decoder.take(event.data, type: event.type, into: &events)
                if !events.isEmpty { try await handOn(onEvent) }
            }
        }
        if form != .stream { try decoder.takeWhole(whole, into: &events) }
        // A stream whose last event lacks its blank line was cut; what the event says is then not known.
        _ = parser.finish()
        let response = try end()
        try await handOn(onEvent)
        return response
    }

    private static func form(of head: HTTPResponseHead) -> Form {
        guard let type = head.headers["content-type"]?.lowercased() else { return .unknown }
        if type.hasPrefix("text/event-stream") { return .stream }
        return type.hasPrefix("application/json") ? .whole : .unknown
    }

    private func next(_ body: HTTPResponseBody) async throws -> [UInt8]? {
        do {
            return try await body.next()
        } catch let error as HTTPTransportError {
            try Task.checkCancellation()
            // The answer is whole; that the connection then breaks, or is never closed, takes nothing from it.
            if decoder.isComplete { return nil }
            throw errors.transport(error)
        }
    }

    private func parse(_ parser: inout ServerSentEventParser) throws(ModelError) -> ServerSentEvent? {
        do throws(ServerSentEventError) {
            return try parser.next()
        } catch {
            throw errors.malformed("an unusable stream (\(error.description))")
        }
    }

    private mutating func end() throws -> ModelResponse {
        try decoder.finish(into: &events)
    }

    private mutating func handOn(_ onEvent: (ModelEvent) async throws -> Void) async throws {
        for event in events {
            try await onEvent(event)
            try Task.checkCancellation()
        }
        events.removeAll(keepingCapacity: true)
    }
}
