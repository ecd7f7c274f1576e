import ExactJSON
import HTTPTypes

/// The OpenAPI 3.1 document, made from the endpoints themselves.
struct OpenAPIDocument {
    let json: JSONValue

    init(_ endpoints: [Endpoint], version: String) {
        var paths = JSONObject()
        for endpoint in endpoints {
            let path = Self.path(endpoint.path)
            var item = paths[path]?.objectValue ?? JSONObject()
            item[endpoint.method.rawValue.lowercased()] = Self.operation(endpoint)
            paths[path] = .object(item)
        }
        json = [
            "openapi": "3.1.0",
            "info": [
                "title": "Farthing", "version": .string(version),
                "description": "Models behind budgets: OpenAI's and Anthropic's APIs, costs, budgets, conversations.",
            ],
            "servers": [["url": "/"]], "security": [[:], ["key": []]], "paths": .object(paths),
            "components": [
                "securitySchemes": ["key": ["type": "http", "scheme": "bearer"]],
                "schemas": [
                    "Error": [
                        "type": "object", "required": ["error"],
                        "properties": [
                            "error": [
                                "type": "object", "required": ["message", "type"],
                                "properties": ["message": ["type": "string"], "type": ["type": "string"]],
                            ]
                        ],
                    ]
                ],
            ],
        ]
    }

    /// A path as OpenAPI writes it: `{name+}` is `{name}` there.
    static func path(_ path: String) -> String {
        path.hasSuffix("+}") ? String(path.dropLast(2)) + "}" : path
    }

    private static func operation(_ endpoint: Endpoint) -> JSONValue {
        let doc = endpoint.doc
        var parameters: [JSONValue] = endpoint.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { place in
            [
                "name": .string(String(place.drop { $0 == "{" }.prefix { $0 != "}" && $0 != "+" })), "in": "path",
                "required": true, "schema": ["type": "string", "minLength": 1],
            ]
        }
        for field in doc.query {
            var parameter = JSONObject([
                ("name", .string(field.isList ? "\(field.name)[]" : field.name)), ("in", "query"),
                ("schema", field.isList ? ["type": "array", "items": field.schema] : field.schema),
            ])
            if field.isList { parameter["explode"] = true }
            parameters.append(.object(parameter))
        }
        let error: JSONValue = [
            "description": "What is wrong.",
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
        ]
        var good = JSONObject([("description", .string(doc.summary))])
        if doc.status != 204 {
            good["content"] = .object(JSONObject(doc.types.map { ($0, [:] as JSONValue) }))
        }
        var operation = JSONObject([
            ("summary", .string(doc.summary)),
            ("operationId", .string(operationID(endpoint))),
            ("parameters", .array(parameters)),
            ("responses", .object(JSONObject([("\(doc.status)", .object(good)), ("default", error)]))),
        ])
        if let body = doc.body {
            operation["requestBody"] = [
                "required": .bool(doc.isBodyRequired), "content": ["application/json": ["schema": body]],
            ]
        }
        return .object(operation)
    }

    private static func operationID(_ endpoint: Endpoint) -> String {
        let words = endpoint.path.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return ([endpoint.method.rawValue.lowercased()] + words).joined(separator: "_")
    }
}
