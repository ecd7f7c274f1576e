/// Any JSON value, read and written without loss: numbers keep their decimal text and objects their key order.
///
/// Order matters because a request that is byte-identical to the previous one hits the provider's prompt cache;
/// decimal text matters because money never passes through a binary float.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as its literal stood in the text.
    case number(JSONNumber)
    /// A string, unescaped.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object, in source order.
    case object(JSONObject)
}

extension JSONValue {
    /// The member `key` of an object; nil for a missing member and for anything that is not an object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The element at `index` of an array; nil when out of range or not an array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The string, when this is one.
    public var stringValue: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    /// The boolean, when this is one.
    public var boolValue: Bool? {
        guard case .bool(let bool) = self else { return nil }
        return bool
    }

    /// The integer, when this is a number whose value is exactly an `Int` (`1e3` and `2.0` count).
    public var intValue: Int? {
        guard case .number(let number) = self else { return nil }
        return number.int
    }

    /// The nearest binary float, when this is a number. Not for money.
    public var doubleValue: Double? {
        guard case .number(let number) = self else { return nil }
        return number.double
    }

    /// The number, when this is one.
    public var numberValue: JSONNumber? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The elements, when this is an array.
    public var arrayValue: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The object, when this is one.
    public var objectValue: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// The same value with every object's keys in ascending byte order: equal meaning, equal text.
    public var canonical: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let object):
            .object(JSONObject(object.map { ($0.key, $0.value.canonical) }.sorted { $0.0 < $1.0 }))
        default: self
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// Makes a string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Makes a number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// Makes a boolean.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Makes an array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Makes an object in the literal's order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
    /// Makes `null`.
    public init(nilLiteral: ()) { self = .null }

    /// Makes a number from an integer variable.
    public init(_ value: Int) { self = .number(JSONNumber(value)) }
}

extension JSONValue: CustomStringConvertible {
    /// The compact JSON text.
    public var description: String { text }
}
