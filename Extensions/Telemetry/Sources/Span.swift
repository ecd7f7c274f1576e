import AgentRuntime
import ExactJSON
import LanguageModels

/// A piece of work with a beginning and an end, finished.
struct Span: Sendable {
    /// Whether it was done here or by somebody who was asked; the numbers are OTLP's.
    enum Kind: Int, Sendable {
        case inside = 1
        case client = 3
    }

    var context: TraceContext
    /// The span it is a part of; nil where the trace begins.
    var parent: UInt64?
    var name: String
    var kind: Kind
    var start: Timestamp
    var end: Timestamp
    var attributes: Attributes
    /// What went wrong; nil when nothing did.
    var error: String?

    /// As OTLP's JSON has it: ids in hexadecimal digits, times in nanoseconds as strings.
    var json: JSONValue {
        var object = JSONObject([
            ("traceId", .string(context.traceID)), ("spanId", .string(context.spanID)),
            ("name", .string(name)), ("kind", JSONValue(kind.rawValue)),
            ("startTimeUnixNano", start.nanoseconds), ("endTimeUnixNano", max(start, end).nanoseconds),
            ("attributes", attributes.json), ("flags", JSONValue(context.isSampled ? 1 : 0)),
        ])
        if let parent, let context = TraceContext(trace: context.trace, span: parent) {
            object["parentSpanId"] = .string(context.spanID)
        }
        if let error { object["status"] = ["code": 2, "message": .string(error)] }
        return .object(object)
    }
}

extension Timestamp {
    /// Nanoseconds since 1970 as OTLP's JSON has them.
    var nanoseconds: JSONValue { .string("\(microseconds)000") }
}
