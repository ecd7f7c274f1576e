import ExactJSON

/// A word, or an object that names the tool.
extension ToolChoice: Codable {
    private enum CodingKeys: String, CodingKey { case tool }

    /// Decodes `"auto"`, `"none"`, `"required"` or `{"tool": NAME}`.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: CodingKeys.self) {  // a failure only means "not an object"
            self = .tool(try container.decode(String.self, forKey: .tool))
            return
        }
        let container = try decoder.singleValueContainer()
        switch try container.decode(String.self) {
        case "auto": self = .auto
        case "none": self = .none
        case "required": self = .required
        case let word:
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(word.prefix(40))\" is not auto, none, required or {\"tool\": …}")
        }
    }

    /// Encodes the word or the object.
    public func encode(to encoder: any Encoder) throws {
        if case .tool(let name) = self {
            var container = encoder.container(keyedBy: CodingKeys.self)
            return try container.encode(name, forKey: .tool)
        }
        var container = encoder.singleValueContainer()
        try container.encode(self == .auto ? "auto" : self == .required ? "required" : "none")
    }
}

/// The word `json`, or an object with the schema.
extension ResponseFormat: Codable {
    private enum CodingKeys: String, CodingKey { case name, schema, strict }

    /// Decodes `"json"` or `{"name", "schema", "strict"}`.
    public init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: CodingKeys.self) {  // a failure only means "not an object"
            self = .schema(
                name: try container.decode(String.self, forKey: .name),
                schema: try container.decode(JSONValue.self, forKey: .schema),
                strict: try container.decodeIfPresent(Bool.self, forKey: .strict) ?? false)
            return
        }
        let container = try decoder.singleValueContainer()
        guard try container.decode(String.self) == "json" else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a response format is \"json\" or {\"name\", \"schema\", \"strict\"}")
        }
        self = .json
    }

    /// Encodes the word or the object.
    public func encode(to encoder: any Encoder) throws {
        guard case .schema(let name, let schema, let strict) = self else {
            var container = encoder.singleValueContainer()
            return try container.encode("json")
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(schema, forKey: .schema)
        try container.encode(strict, forKey: .strict)
    }
}
