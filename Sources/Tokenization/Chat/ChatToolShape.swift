/// What of the description of a tool costs tokens.
public struct ChatToolShape: Hashable, Sendable {
    /// One parameter.
    public struct Property: Hashable, Sendable {
        /// The parameter's name.
        public var name: String
        /// Its JSON type.
        public var type: String
        /// What it is for.
        public var description: String
        /// The values that are allowed, when they are listed.
        public var choices: [String]
        /// The JSON text of whatever else its schema has (nested objects, items); counted as text.
        public var rest: String

        /// Collects the parts.
        public init(
            name: String, type: String, description: String = "", choices: [String] = [], rest: String = ""
        ) {
            self.name = name
            self.type = type
            self.description = description
            self.choices = choices
            self.rest = rest
        }
    }

    /// The tool's name.
    public var name: String
    /// What it does.
    public var description: String
    /// Its parameters.
    public var properties: [Property]

    /// Collects the parts.
    public init(name: String, description: String = "", properties: [Property] = []) {
        self.name = name
        self.description = description
        self.properties = properties
    }
}
