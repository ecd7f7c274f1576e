import ExactJSON

/// The documents of OTLP 1.x in its JSON encoding.
struct OTLPDocument {
    private let resource: JSONValue
    private let scope: JSONValue

    init(resource: [(name: String, value: String)], version: String) {
        var attributes: Attributes = [:]
        for (name, value) in resource { attributes.add(name, text: value) }
        attributes.add("telemetry.sdk.name", text: "farthing")
        attributes.add("telemetry.sdk.language", text: "swift")
        attributes.add("telemetry.sdk.version", text: version)
        self.resource = ["attributes": attributes.json]
        scope = ["name": "farthing", "version": .string(version)]
    }

    /// The body of `POST /v1/traces`.
    func traces(_ spans: [Span]) -> [UInt8] {
        let scoped: JSONValue = ["scope": scope, "spans": .array(spans.map(\.json))]
        let document: JSONValue = ["resourceSpans": [["resource": resource, "scopeSpans": [scoped]]]]
        return document.utf8
    }

    /// The body of `POST /v1/metrics`.
    func metrics(_ metrics: JSONValue) -> [UInt8] {
        let scoped: JSONValue = ["scope": scope, "metrics": metrics]
        let document: JSONValue = ["resourceMetrics": [["resource": resource, "scopeMetrics": [scoped]]]]
        return document.utf8
    }
}
