import AgentRuntime
import ExactJSON

/// What a server answered to a call of a tool, as the model reads it.
struct ToolReply {
    /// The most that the model is given, in bytes; the middle of more is left out.
    static let limit = 262_144

    private let json: JSONValue

    init(_ json: JSONValue) { self.json = json }

    /// The text for the model.
    ///
    /// - Throws: `ToolFailure` when the server says that the tool failed.
    func output() throws(ToolFailure) -> ToolOutput {
        var parts = (json["content"]?.arrayValue ?? []).prefix(1000).map(Self.text)
        // Structured results repeat their text as a rule; alone they are the result.
        if parts.isEmpty, let structured = json["structuredContent"] { parts = [structured.text] }
        let text = Self.bounded(parts.joined(separator: "\n"))
        if json["isError"]?.boolValue == true { throw ToolFailure(text.isEmpty ? "The tool failed." : text) }
        return ToolOutput(text.isEmpty ? "(no output)" : text)
    }

    /// One block of content as text. What is no text is named with its kind and size.
    static func text(_ block: JSONValue) -> String {
        let kind = block["type"]?.stringValue ?? "block"
        switch kind {
        case "text": return block["text"]?.stringValue ?? ""
        case "image", "audio":
            let media = block["mimeType"]?.stringValue ?? kind
            let bytes = (block["data"]?.stringValue?.utf8.count ?? 0) / 4 * 3
            return "[\(kind), \(media), \(bytes) bytes, not shown]"
        case "resource_link":
            let name = block["title"]?.stringValue ?? block["name"]?.stringValue ?? ""
            let about = block["description"]?.stringValue.map { ": \($0)" } ?? ""
            return "[resource \(name) at \(block["uri"]?.stringValue ?? "?")\(about)]"
        case "resource": return contents(block["resource"] ?? .null)
        default: return "[\(kind), not shown]"
        }
    }

    /// What was read of a resource, as text.
    static func contents(_ resource: JSONValue) -> String {
        let uri = resource["uri"]?.stringValue ?? "?"
        if let text = resource["text"]?.stringValue { return "[\(uri)]\n\(text)" }
        let bytes = (resource["blob"]?.stringValue?.utf8.count ?? 0) / 4 * 3
        return "[\(uri), \(resource["mimeType"]?.stringValue ?? "data"), \(bytes) bytes, not shown]"
    }

    /// The text, with its middle left out where it is too long.
    static func bounded(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        let bytes = Array(text.utf8)
        let omitted = bytes.count - limit
        return String(decoding: bytes.prefix(limit / 2), as: UTF8.self) + "\n[… \(omitted) bytes left out …]\n"
            + String(decoding: bytes.suffix(limit / 2), as: UTF8.self)
    }
}
