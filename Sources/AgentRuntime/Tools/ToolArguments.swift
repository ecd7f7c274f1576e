public import ExactJSON

/// The arguments of a tool, declared as properties with `@Parameter`:
///
/// ```swift
/// struct Arguments: ToolArguments {
///     @Parameter("Path, relative to the workspace") var path: String
///     @Parameter("First line to return, from 1") var offset: Int?
/// }
/// ```
///
/// The wire name is the property's name; an optional may be absent.
public protocol ToolArguments: Decodable, Sendable {
    /// Makes the declaration, from which the schema is read.
    init()
}

extension ToolArguments {
    /// Decodes the arguments of a call.
    ///
    /// - Throws: `ToolFailure` that names the argument that does not fit, for the model.
    public init(of invocation: ToolInvocation) throws {
        do {
            self = try JSONValueDecoder().decode(Self.self, from: .object(invocation.arguments))
        } catch let error as DecodingError {
            throw ToolFailure(badArguments: error, of: invocation.name, schema: Self.schema)
        }
    }

    /// JSON Schema of the arguments, in the order of their declaration.
    public static var schema: JSONValue {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for child in Mirror(reflecting: Self()).children {
            guard let label = child.label, let parameter = child.value as? any DeclaredParameter else { continue }
            let name = label.hasPrefix("_") ? String(label.dropFirst()) : label
            properties[name] = .object(parameter.schema)
            if parameter.isRequired { required.append(.string(name)) }
        }
        return .object(
            JSONObject([
                ("type", "object"), ("properties", .object(properties)), ("required", .array(required)),
                ("additionalProperties", false),
            ]))
    }
}

/// The arguments of a tool that takes none.
public struct NoArguments: ToolArguments {
    /// Makes no arguments.
    public init() {}
}

/// A parameter as the schema needs it, whatever its type.
private protocol DeclaredParameter {
    var schema: JSONObject { get }
    var isRequired: Bool { get }
}

/// Declares one argument of a tool: its description for the model, and after decoding its value.
@propertyWrapper
public struct Parameter<Value: ToolParameter>: Sendable, DeclaredParameter {
    private enum Content: Sendable {
        case declared(String)
        case decoded(Value)
    }

    private var content: Content

    /// Declares an argument.
    public init(_ description: String) { content = .declared(description) }

    init(decoded value: Value) { content = .decoded(value) }

    /// The value. Only arguments that were decoded or assigned have one.
    public var wrappedValue: Value {
        get {
            guard case .decoded(let value) = content else {
                preconditionFailure("a declared argument was read before it was decoded")
            }
            return value
        }
        set { content = .decoded(newValue) }
    }

    var schema: JSONObject {
        var schema = Value.schema
        if case .declared(let description) = content { schema["description"] = .string(description) }
        return schema
    }

    var isRequired: Bool { !Value.mayBeAbsent }
}

extension Parameter: Decodable {
    /// Decodes the value.
    public init(from decoder: any Decoder) throws { content = .decoded(try Value(from: decoder)) }
}

extension KeyedDecodingContainer {
    /// Decodes an argument that may be absent; the compiler picks this for optional parameters.
    public func decode<Wrapped>(
        _ type: Parameter<Wrapped?>.Type, forKey key: Key
    ) throws -> Parameter<Wrapped?> {
        guard contains(key), try !decodeNil(forKey: key) else { return Parameter(decoded: nil) }
        return try decode(Parameter<Wrapped>.self, forKey: key).asOptional
    }
}

extension Parameter {
    fileprivate var asOptional: Parameter<Value?> { Parameter<Value?>(decoded: wrappedValue) }
}

/// A type that can be an argument of a tool.
public protocol ToolParameter: Decodable, Sendable {
    /// JSON Schema of the type.
    static var schema: JSONObject { get }
    /// Whether the argument may be left out.
    static var mayBeAbsent: Bool { get }
}

extension ToolParameter {
    /// No.
    public static var mayBeAbsent: Bool { false }
}

extension String: ToolParameter {
    /// A string.
    public static var schema: JSONObject { JSONObject([("type", "string")]) }
}

extension Int: ToolParameter {
    /// A whole number.
    public static var schema: JSONObject { JSONObject([("type", "integer")]) }
}

extension Double: ToolParameter {
    /// A number.
    public static var schema: JSONObject { JSONObject([("type", "number")]) }
}

extension Bool: ToolParameter {
    /// True or false.
    public static var schema: JSONObject { JSONObject([("type", "boolean")]) }
}

extension Array: ToolParameter where Element: ToolParameter {
    /// A list.
    public static var schema: JSONObject { JSONObject([("type", "array"), ("items", .object(Element.schema))]) }
}

extension Optional: ToolParameter where Wrapped: ToolParameter {
    /// As the wrapped type.
    public static var schema: JSONObject { Wrapped.schema }
    /// Yes.
    public static var mayBeAbsent: Bool { true }
}

extension ToolParameter where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// One of the cases.
    public static var schema: JSONObject {
        JSONObject([("type", "string"), ("enum", .array(allCases.map { .string($0.rawValue) }))])
    }

    /// Decodes a case; what is none of them is refused with their list.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Self(rawValue: text) else {
            let cases = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "it must be one of \(cases); found \"\(text.prefix(40))\""))
        }
        self = value
    }
}

extension JSONValue: ToolParameter {
    /// Anything.
    public static var schema: JSONObject { JSONObject() }
}
