package import ExactJSON

extension SettingNode {
    /// The value as JSON. Unquoted numbers, `true` and `false` become what they look like, with their exact digits;
    /// everything else is a string.
    package var json: JSONValue {
        switch content {
        case .null: return .null
        case .scalar(let text, let quoted):
            guard !quoted else { return .string(text) }
            if text == "true" { return .bool(true) }
            if text == "false" { return .bool(false) }
            return JSONNumber(text: text).map(JSONValue.number) ?? .string(text)
        case .list(let nodes): return .array(nodes.map(\.json))
        case .map(let entries): return .object(JSONObject(entries.map { ($0.key, $0.value.json) }))
        }
    }

    /// Makes the node that reads back as this JSON.
    package init(json: JSONValue) {
        switch json {
        case .null: self.init(.null)
        case .bool(let flag): self.init(.scalar(flag ? "true" : "false", quoted: false))
        case .number(let number): self.init(.scalar(number.text, quoted: false))
        case .string(let text): self.init(.scalar(text, quoted: true))
        case .array(let elements): self.init(.list(elements.map(SettingNode.init(json:))))
        case .object(let object):
            self.init(
                .map(object.map { Entry(key: $0.key, origin: .standard, value: SettingNode(json: $0.value)) }))
        }
    }
}
