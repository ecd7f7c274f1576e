import ExactJSON

/// Turns arguments of the wrong type into what they can only mean: `"10"` for a number, `"true"` for a boolean, `10` for
/// a string, one value for a list of them. What is ambiguous stays and is refused by the tool's own decoding.
struct ArgumentCoercion {
    private let properties: JSONValue?

    init(schema: JSONValue) { properties = schema["properties"] }

    func coerced(_ arguments: JSONObject) -> JSONObject {
        guard let properties else { return arguments }
        return JSONObject(
            arguments.lazy.map { member in
                guard let schema = properties[member.key] else { return (member.key, member.value) }
                return (member.key, Self.coerced(member.value, schema: schema))
            })
    }

    private static func coerced(_ value: JSONValue, schema: JSONValue) -> JSONValue {
        guard let type = schema["type"]?.stringValue else { return value }
        switch (type, value) {
        case ("integer", .string(let text)), ("number", .string(let text)):
            guard let number = JSONNumber(text: text), type == "number" || number.int != nil else { return value }
            return .number(number)
        case ("boolean", .string(let text)):
            switch text.lowercased() {
            case "true": return true
            case "false": return false
            default: return value
            }
        case ("string", .number(let number)):
            return .string(number.text)
        case ("string", .bool(let bool)):
            return .string(bool ? "true" : "false")
        case ("array", .array(let elements)):
            guard let items = schema["items"] else { return value }
            return .array(elements.map { coerced($0, schema: items) })
        case ("array", .string(let text)):
            guard let inner = array(text) else { return wrapped(value, schema: schema) }
            return coerced(inner, schema: schema)
        case ("array", .number), ("array", .bool), ("array", .object):
            return wrapped(value, schema: schema)
        default:
            return value
        }
    }

    private static func wrapped(_ value: JSONValue, schema: JSONValue) -> JSONValue {
        .array([schema["items"].map { coerced(value, schema: $0) } ?? value])
    }

    private static func array(_ text: String) -> JSONValue? {
        guard text.utf8.first == UInt8(ascii: "[") else { return nil }
        do {
            let value = try JSONValue(parsing: text)
            return value.arrayValue == nil ? nil : value
        } catch {
            return nil
        }
    }
}
