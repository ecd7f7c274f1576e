/// Encodes `Encodable` types to a `JSONValue` without going through text: the counterpart of `JSONValueDecoder`.
///
/// Members stand in the order in which they are encoded; a `JSONValue` inside goes through unchanged, digits and all.
public struct JSONValueEncoder: Sendable {
    /// Makes an encoder.
    public init() {}

    /// Encodes a value; one that encodes nothing becomes an empty object.
    ///
    /// - Throws: `EncodingError` for a number that JSON has no word for, and what the type throws.
    public func encode<T: Encodable>(_ value: T) throws -> JSONValue {
        if let json = value as? JSONValue { return json }
        let place = EncodedPlace()
        try value.encode(to: ValueEncoder(place: place, codingPath: []))
        return place.value
    }
}

/// What was encoded at one place of the tree so far.
final class EncodedPlace {
    private enum Content {
        case nothing
        case leaf(JSONValue)
        case object([(key: String, place: EncodedPlace)])
        case array([EncodedPlace])
    }

    private var content = Content.nothing

    init() {}

    init(_ leaf: JSONValue) { content = .leaf(leaf) }

    /// The value.
    var value: JSONValue {
        switch content {
        case .nothing: .object(JSONObject())
        case .leaf(let leaf): leaf
        case .object(let members): .object(JSONObject(members.lazy.map { ($0.key, $0.place.value) }))
        case .array(let elements): .array(elements.map(\.value))
        }
    }

    func set(_ leaf: JSONValue) { content = .leaf(leaf) }

    func beginObject() { if case .object = content {} else { content = .object([]) } }

    func beginArray() { if case .array = content {} else { content = .array([]) } }

    func add(_ place: EncodedPlace, key: String) {
        guard case .object(var members) = content else { return }
        // Taken out of the enumeration, so that appending does not copy.
        content = .nothing
        members.append((key, place))
        content = .object(members)
    }

    func add(_ place: EncodedPlace) {
        guard case .array(var elements) = content else { return }
        content = .nothing
        elements.append(place)
        content = .array(elements)
    }

    var count: Int { if case .array(let elements) = content { elements.count } else { 0 } }
}

/// An encoder at one place of the tree.
struct ValueEncoder: Encoder, SingleValueEncodingContainer {
    let place: EncodedPlace
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }  // `Any` is the standard library's signature

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        place.beginObject()
        return KeyedEncodingContainer(KeyedEncoding(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        place.beginArray()
        return UnkeyedEncoding(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { place.set(.null) }
    func encode(_ value: Bool) { place.set(.bool(value)) }
    func encode(_ value: String) { place.set(.string(value)) }
    func encode(_ value: Double) throws { place.set(try number(value)) }
    func encode(_ value: Float) throws { place.set(try number(Double(value))) }
    func encode(_ value: Int) { place.set(JSONValue(value)) }
    func encode(_ value: Int8) { place.set(JSONValue(Int(value))) }
    func encode(_ value: Int16) { place.set(JSONValue(Int(value))) }
    func encode(_ value: Int32) { place.set(JSONValue(Int(value))) }
    func encode(_ value: Int64) { place.set(JSONValue(Int(value))) }
    func encode(_ value: UInt) throws { place.set(try number(value)) }
    func encode(_ value: UInt8) { place.set(JSONValue(Int(value))) }
    func encode(_ value: UInt16) { place.set(JSONValue(Int(value))) }
    func encode(_ value: UInt32) { place.set(JSONValue(Int(value))) }
    func encode(_ value: UInt64) throws { place.set(try number(value)) }

    func encode<T: Encodable>(_ value: T) throws { try encode(value, into: place) }

    /// Encodes a value at a place; what JSON has a word for goes there without a detour.
    func encode<T: Encodable>(_ value: T, into place: EncodedPlace, key: (any CodingKey)? = nil) throws {
        switch value {
        case let text as String: place.set(.string(text))
        case let json as JSONValue: place.set(json)
        default:
            try value.encode(to: ValueEncoder(place: place, codingPath: key.map { codingPath + [$0] } ?? codingPath))
        }
    }

    private func number(_ value: Double) throws -> JSONValue {
        guard let number = JSONNumber(value) else { throw invalid(value) }
        return .number(number)
    }

    private func number(_ value: some FixedWidthInteger & Sendable) throws -> JSONValue {
        guard let number = JSONNumber(text: String(value)) else { throw invalid(value) }
        return .number(number)
    }

    private func invalid(_ value: some Sendable) -> EncodingError {
        .invalidValue(value, .init(codingPath: codingPath, debugDescription: "\(value) is no JSON number"))
    }
}

private struct KeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }

    private func place(_ key: some CodingKey) -> EncodedPlace {
        let place = EncodedPlace()
        encoder.place.add(place, key: key.stringValue)
        return place
    }

    private func inner(_ key: some CodingKey) -> ValueEncoder {
        ValueEncoder(place: place(key), codingPath: codingPath + [key])
    }

    func encodeNil(forKey key: Key) { place(key).set(.null) }
    func encode(_ value: Bool, forKey key: Key) { place(key).set(.bool(value)) }
    func encode(_ value: String, forKey key: Key) { place(key).set(.string(value)) }
    func encode(_ value: Int, forKey key: Key) { place(key).set(JSONValue(value)) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try encoder.encode(value, into: place(key), key: key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { inner(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { inner(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { encoder }
    func superEncoder(forKey key: Key) -> any Encoder { inner(key) }
}

private struct UnkeyedEncoding: UnkeyedEncodingContainer {
    let encoder: ValueEncoder
    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.place.count }

    private func place() -> EncodedPlace {
        let place = EncodedPlace()
        encoder.place.add(place)
        return place
    }

    private func inner() -> ValueEncoder { ValueEncoder(place: place(), codingPath: codingPath) }

    func encodeNil() { place().set(.null) }
    func encode<T: Encodable>(_ value: T) throws { try encoder.encode(value, into: place()) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        inner().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { inner().unkeyedContainer() }
    func superEncoder() -> any Encoder { inner() }
}
