import ExactJSON

/// The arguments of a native tool call, which providers send as text that models do not always get right.
enum ToolArgumentsText {
    /// Reads arguments: an object; nothing, `null` or `[]`, which mean none; a JSON string that holds an object; an
    /// object with a model's slips (see `LooseJSON`); or, for a tool that needs exactly one string, that string. Values
    /// of the wrong type that can only mean one thing (`"10"` for a number) are turned into it.
    ///
    /// - Parameter schema: JSON Schema of the tool's arguments.
    /// - Throws: `ToolFailure`, for the model, when the text cannot be read or breaks off.
    static func parse(_ text: String, schema: JSONValue) throws(ToolFailure) -> JSONObject {
        if let object = object(text) { return ArgumentCoercion(schema: schema).coerced(object) }
        if startsObject(text), loose(text)?.ending == .cut {
            throw ToolFailure(
                "The arguments break off before their end. Call the tool again with all of them; "
                    + "if they are long, do it in several steps.")
        }
        if let name = onlyString(of: schema), !startsObject(text) {
            return JSONObject([(name, .string(unquoted(text)))])
        }
        throw ToolFailure(
            "The arguments are not a JSON object: \(excerpt(text)). They must be one object that fits this schema: "
                + schema.text)
    }

    /// Reads an object from text; nil when there is none or it breaks off.
    static func object(_ text: String) -> JSONObject? { object(text, levels: 2) }

    private static func object(_ text: String, levels: Int) -> JSONObject? {
        if let value = strict(text) {
            switch value {
            case .object(let object): return object
            case .null: return JSONObject()
            case .array(let elements) where elements.isEmpty: return JSONObject()
            case .string(let inner): return levels > 0 ? object(inner, levels: levels - 1) : nil
            default: return nil
            }
        }
        if text.allSatisfy(\.isWhitespace) { return JSONObject() }
        guard startsObject(text), let found = loose(text), found.ending != .cut else { return nil }
        return found.object
    }

    private static func strict(_ text: String) -> JSONValue? {
        do { return try JSONValue(parsing: text) } catch { return nil }
    }

    private static func loose(_ text: String) -> LooseJSON? {
        do { return try LooseJSON(parsing: text) } catch { return nil }
    }

    /// Whether the text begins with a brace, a fence around it aside.
    private static func startsObject(_ text: String) -> Bool {
        var rest = text.drop(while: \.isWhitespace)
        if rest.hasPrefix("```") { rest = rest.dropFirst(3).drop(while: \.isLetter).drop(while: \.isWhitespace) }
        return rest.first == "{"
    }

    /// The one property that the schema requires, when it is a string.
    private static func onlyString(of schema: JSONValue) -> String? {
        guard let required = schema["required"]?.arrayValue, required.count == 1, let name = required[0].stringValue,
            schema["properties"]?[name]?["type"]?.stringValue == "string"
        else { return nil }
        return name
    }

    private static func unquoted(_ text: String) -> String { strict(text)?.stringValue ?? text }

    private static func excerpt(_ text: String) -> String {
        text.count > 120 ? "\(text.prefix(120))…" : text
    }
}
