extension JSONValue: Codable {
    private struct MemberKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ key: String) { stringValue = key }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Decodes from any decoder. Exact with `JSONValueDecoder`; other decoders lose number texts and key order.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? ValueDecoder {
            self = decoder.value
            return
        }
        if let keyed = try? decoder.container(keyedBy: MemberKey.self) {  // a failure here only means "not an object"
            self = .object(
                JSONObject(try keyed.allKeys.map { ($0.stringValue, try keyed.decode(JSONValue.self, forKey: $0)) }))
            return
        }
        if var unkeyed = try? decoder.unkeyedContainer() {  // a failure here only means "not an array"
            var elements: [JSONValue] = []
            while !unkeyed.isAtEnd { elements.append(try unkeyed.decode(JSONValue.self)) }
            self = .array(elements)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let bool = try? single.decode(Bool.self) {  // tried in turn: the type is what we are finding out
            self = .bool(bool)
        } else if let int = try? single.decode(Int.self) {  // tried in turn
            self = .number(JSONNumber(int))
        } else if let double = try? single.decode(Double.self), let number = JSONNumber(double) {  // tried in turn
            self = .number(number)
        } else {
            self = .string(try single.decode(String.self))
        }
    }

    /// Encodes to any encoder. Exact with `JSONValueEncoder`; to others, numbers that are no `Int` go out as `Double`,
    /// the only way `Encoder` offers.
    public func encode(to encoder: any Encoder) throws {
        if let encoder = encoder as? ValueEncoder { return encoder.place.set(self) }
        switch self {
        case .object(let object):
            var keyed = encoder.container(keyedBy: MemberKey.self)
            for member in object { try keyed.encode(member.value, forKey: MemberKey(member.key)) }
        case .array(let elements):
            var unkeyed = encoder.unkeyedContainer()
            for element in elements { try unkeyed.encode(element) }
        default:
            var single = encoder.singleValueContainer()
            switch self {
            case .bool(let bool): try single.encode(bool)
            case .string(let string): try single.encode(string)
            case .number(let number):
                if let int = Int(number.text) { try single.encode(int) } else { try single.encode(number.double) }
            default: try single.encodeNil()
            }
        }
    }
}
