import ExactJSON
import Hummingbird

/// One JSON line a request. No prompt, no answer, no key ever stands in it.
struct ServerLog: Sendable {
    /// Whether requests that succeed are logged too.
    let logsAll: Bool
    /// Where lines go, without their end.
    let write: @Sendable (String) -> Void

    func request(
        _ request: Request, id: String, status: Int, note: LogNote, took: Duration, failure: (any Error)?
    ) {
        guard logsAll || status >= 500 else { return }
        let (seconds, attoseconds) = took.components
        var line = JSONObject([
            ("event", "request"), ("level", status >= 500 ? "error" : "info"), ("request_id", .string(id)),
            ("method", .string(request.method.rawValue)),
            // The query may hold what nobody wants in a log.
            ("path", .string(String((request.head.path ?? "/").prefix { $0 != "?" }.prefix(200)))),
            ("status", JSONValue(status)),
            ("took_us", JSONValue(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))),
        ])
        for field in note.all { line[field.name] = .string(field.value) }
        if status >= 500, let failure { line["cause"] = .string(String("\(type(of: failure))".prefix(200))) }
        write(JSONValue.object(line).text)
    }

    /// A line about the server itself.
    func event(_ event: String, _ fields: [(String, JSONValue)] = []) {
        write(JSONValue.object(JSONObject([("event", .string(event)), ("level", "info")] + fields)).text)
    }
}
