import ExactJSON

/// What the OpenAPI document says of an endpoint.
struct EndpointDoc: Sendable {
    /// A field of the query.
    struct Field: Sendable {
        var name: String
        var schema: JSONValue
        var isList = false

        static func text(_ name: String) -> Field { Field(name: name, schema: ["type": "string"]) }
        static func texts(_ name: String) -> Field { Field(name: name, schema: ["type": "string"], isList: true) }
        static func number(_ name: String, _ most: Int? = nil) -> Field {
            var schema = JSONObject([("type", "integer"), ("minimum", 1)])
            if let most { schema["maximum"] = JSONValue(most) }
            return Field(name: name, schema: .object(schema))
        }
        static func time(_ name: String) -> Field {
            Field(name: name, schema: ["type": "integer", "minimum": 0, "maximum": 253_402_300_799])
        }
        static func words(_ name: String, _ words: [String], isList: Bool = false) -> Field {
            Field(name: name, schema: ["type": "string", "enum": .array(words.map { .string($0) })], isList: isList)
        }
    }

    var summary: String
    var query: [Field] = []
    /// The schema of the body; nil takes none.
    var body: JSONValue?
    var isBodyRequired = true
    /// The status and media types of a good answer.
    var status = 200
    var types = ["application/json"]

    /// Whether a good answer is a stream, which has no head of its own to ask for.
    var isStreamed: Bool { types.contains { $0 == "text/event-stream" || $0 == "application/jsonl" } }

    static let object: JSONValue = ["type": "object"]
}
