import AgentRuntime
package import ExactJSON

/// A text that a server has ready for the person to send: `/SERVER:PROMPT argument=value`.
package struct ServerPrompt: Sendable, Hashable {
    /// An argument of a prompt.
    package struct Argument: Sendable, Hashable {
        /// Its name.
        package var name: String
        /// What it is for.
        package var summary: String
        /// Whether it must be given.
        package var isRequired: Bool
    }

    /// The server.
    package var server: String
    /// The prompt's name at the server.
    package var name: String
    /// What it is for.
    package var summary: String
    /// Its arguments.
    package var arguments: [Argument]

    /// As it is typed.
    package var command: String { "/\(server):\(name)" }

    init?(_ json: JSONValue, server: String) {
        guard let name = json["name"]?.stringValue, !name.contains(where: \.isWhitespace) else { return nil }
        self.server = server
        self.name = name
        summary = json["description"]?.stringValue ?? json["title"]?.stringValue ?? ""
        arguments = (json["arguments"]?.arrayValue ?? []).compactMap { argument in
            argument["name"]?.stringValue.map {
                Argument(
                    name: $0, summary: argument["description"]?.stringValue ?? "",
                    isRequired: argument["required"]?.boolValue ?? false)
            }
        }
    }

    /// Reads what was typed behind the command: `name=value` words, quoted where there are blanks in them. One argument
    /// alone needs no name.
    package func values(of typed: String) -> JSONObject {
        var values = JSONObject()
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in typed {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        let names = Set(arguments.map(\.name))
        let isNamed = words.contains { word in names.contains(String(word.prefix { $0 != "=" })) && word.contains("=") }
        guard isNamed || arguments.count != 1 else {
            if !words.isEmpty { values[arguments[0].name] = .string(words.joined(separator: " ")) }
            return values
        }
        for word in words {
            guard let equals = word.firstIndex(of: "=") else { continue }
            values[String(word[..<equals])] = .string(String(word[word.index(after: equals)...]))
        }
        return values
    }

    /// The text of a server's answer.
    static func text(_ reply: JSONValue) -> String {
        (reply["messages"]?.arrayValue ?? []).prefix(100)
            .map { ToolReply.text($0["content"] ?? .null) }
            .joined(separator: "\n\n")
    }
}
