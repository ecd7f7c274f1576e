import AgentRuntime
import HTTPTypes
import Hummingbird
import HummingbirdCore
import LanguageModels
import NIOCore

/// Answers each request: finds the endpoint, checks who asks and from where, and turns errors into answers.
struct Responder: Sendable {
    let api: API
    let table: EndpointTable
    let watches: ConnectionWatches
    let ids: RequestIDs
    let log: ServerLog

    init(api: API, watches: ConnectionWatches, log: ServerLog) {
        self.api = api
        self.watches = watches
        self.log = log
        table = EndpointTable(api.endpoints)
        ids = RequestIDs()
    }

    /// Answers a request.
    func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        let began = api.clock.uptime
        let id = ids.next(wished: request.headers[.requestID])
        var standing = Self.standing
        standing[.requestID] = id
        let sink = ResponseSink(writer, standing: standing)
        let note = LogNote()
        var failure: (any Error)?
        do {
            if let trace = request.headers[.traceparent].flatMap({ TraceContext(traceparent: $0) }) {
                note.add("trace_id", trace.traceID)
                try await TraceContext.$current.withValue(trace) {
                    try await answer(request, id: id, sink: sink, note: note, channel: channel)
                }
            } else {
                try await answer(request, id: id, sink: sink, note: note, channel: channel)
            }
        } catch {
            failure = error
            try await end(sink, with: error, request, note: note)
        }
        api.metrics.note(status: sink.status ?? 499)
        log.request(
            request, id: id, status: sink.status ?? 499, note: note, took: api.clock.uptime - began, failure: failure)
    }

    private func answer(
        _ request: Request, id: String, sink: ResponseSink, note: LogNote, channel: any Channel
    ) async throws {
        try api.gatekeeper.checkOrigin(of: request)
        let path = Self.path(of: request)
        let endpoint: Endpoint
        let arguments: [String]
        switch table.match(request.method, path) {
        case .found(let found, let values): (endpoint, arguments) = (found, values)
        case .otherMethods(let methods):
            throw APIError.notAllowed(request.method, methods)
        case .nothing:
            throw APIError.notFound("There is nothing at \(path.prefix(200)). GET /openapi.json lists what there is.")
        }
        if request.method == .head, endpoint.doc.isStreamed { throw APIError.notAllowed(request.method, [.get]) }
        try api.gatekeeper.checkSite(of: request, for: endpoint.access)
        let caller = try endpoint.access == .open ? Caller.nobody : api.gatekeeper.caller(of: request)
        if endpoint.access == .admin { try caller.requireAdmin() }
        if let key = caller.key { note.add("key", key) }
        let exchange = Exchange(
            request: request, id: id, path: path, arguments: arguments, caller: caller, watch: watches[channel],
            sink: sink, note: note, largestBody: api.options.largestBody)
        if let reply = try await endpoint.answer(exchange) {
            try await sink.send(reply, withBody: request.method != .head)
        }
    }

    /// Answers with an error, where that is still possible. A stream that has begun is broken off: the client must not
    /// take it for whole.
    private func end(_ sink: ResponseSink, with error: any Error, _ request: Request, note: LogNote) async throws {
        guard !sink.hasBegun, !(error is CancellationError) else { throw error }
        let failure = APIError(error)
        note.add("error", failure.code ?? failure.type)
        var reply = failure.reply
        if case .found(let endpoint, _) = table.match(request.method, Self.path(of: request)) {
            reply = endpoint.telling(failure)
        }
        try await sink.send(reply, withBody: request.method != .head)
    }

    private static func path(of request: Request) -> Substring {
        let whole = request.head.path ?? "/"
        let path = whole.prefix { $0 != "?" && $0 != "#" }
        return path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path
    }

    /// Header fields of every answer: nothing is cached, framed, sniffed or passed on.
    private static let standing: HTTPFields = {
        var fields = HTTPFields()
        fields[.xContentTypeOptions] = "nosniff"
        fields[.frameOptions] = "DENY"
        fields[.referrerPolicy] = "no-referrer"
        fields[.resourcePolicy] = "same-origin"
        fields[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        fields[.cacheControl] = "private, no-store"
        fields[.vary] = "Authorization"
        return fields
    }()
}
