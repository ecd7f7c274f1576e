import ExactJSON

/// What a span or a measurement is described with, in order.
struct Attributes: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// A value.
    enum Value: Sendable, Hashable {
        case text(String)
        case whole(Int)
        case decimal(Double)
        case flag(Bool)
        case texts([String])
    }

    private struct Entry: Sendable, Hashable {
        var key: String
        var value: Value
    }

    private var entries: [Entry] = []

    init(dictionaryLiteral elements: (String, Value)...) {
        entries = elements.map { Entry(key: $0.0, value: $0.1) }
    }

    /// Adds an attribute; a value that is not known adds nothing.
    mutating func add(_ key: String, _ value: Value?) {
        if let value { entries.append(Entry(key: key, value: value)) }
    }

    mutating func add(_ key: String, text: String?) { add(key, text.map { .text($0) }) }

    mutating func add(_ key: String, whole: Int?) { add(key, whole.map { .whole($0) }) }

    /// As OTLP's JSON has them.
    var json: JSONValue { .array(entries.map { ["key": .string($0.key), "value": $0.value.json] }) }
}

extension Attributes.Value {
    /// As OTLP's JSON has it: 64-bit integers are strings there.
    var json: JSONValue {
        switch self {
        case .text(let text): ["stringValue": .string(text)]
        case .whole(let number): ["intValue": .string("\(number)")]
        case .decimal(let number): ["doubleValue": .decimal(number)]
        case .flag(let flag): ["boolValue": .bool(flag)]
        case .texts(let texts): ["arrayValue": ["values": .array(texts.map { ["stringValue": .string($0)] })]]
        }
    }
}

extension JSONValue {
    /// A measured number; what is none is written as 0, as protobuf's JSON would refuse the document.
    static func decimal(_ number: Double) -> JSONValue { .number(JSONNumber(number) ?? JSONNumber(0)) }
}
