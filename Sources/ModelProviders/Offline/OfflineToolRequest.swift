import ExactJSON
import LanguageModels

/// A tool call that a user's words ask for plainly.
struct OfflineToolRequest: Equatable {
    var name: String
    var arguments: String

    /// At most this many calls in one answer.
    static let limit = 16

    /// Finds the calls asked for, one a line: `use NAME {json}`, or the short forms `list files [in PATH]`,
    /// `read PATH`, `search TEXT`, `run COMMAND` when the tool is offered.
    static func all(in text: String, _ tools: [ToolDefinition]) -> [OfflineToolRequest] {
        var calls: [OfflineToolRequest] = []
        for line in text.split(whereSeparator: \.isNewline) where calls.count < limit {
            if let call = explicit(line) ?? short(line, tools) { calls.append(call) }
        }
        return calls
    }

    private static func explicit(_ line: Substring) -> OfflineToolRequest? {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count >= 2, ["use", "call"].contains(words[0].lowercased()) else { return nil }
        let name = words[1].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
        guard !name.isEmpty, name.count == words[1].count else { return nil }
        guard words.count == 3 else { return OfflineToolRequest(name: String(name), arguments: "{}") }
        // Passed on unchecked, as a real model's would be: how the runtime takes bad arguments can be tried too.
        guard let brace = words[2].firstIndex(of: "{") else { return nil }
        return OfflineToolRequest(name: String(name), arguments: String(words[2][brace...]))
    }

    private static func short(_ line: Substring, _ tools: [ToolDefinition]) -> OfflineToolRequest? {
        let forms: [(prefix: String, tool: String, keys: [String], fallback: String?)] = [
            ("list files in ", "list_files", ["path", "directory", "folder"], nil),
            ("list files", "list_files", ["path", "directory", "folder"], "."),
            ("list the files", "list_files", ["path", "directory", "folder"], "."),
            ("read ", "read_file", ["path", "file"], nil),
            ("search for ", "search_files", ["pattern", "query", "text"], nil),
            ("search ", "search_files", ["pattern", "query", "text"], nil),
            ("run ", "shell", ["command", "cmd"], nil),
        ]
        let lower = line.lowercased()
        for form in forms where lower.hasPrefix(form.prefix) {
            guard let tool = tools.first(where: { $0.name == form.tool }) else { return nil }
            let rest = line.dropFirst(form.prefix.count).drop { $0.isWhitespace }
            let value = form.fallback ?? String(rest)
            let properties = tool.parameters["properties"]?.objectValue ?? JSONObject()
            guard let key = form.keys.first(where: { properties[$0] != nil }) else {
                return OfflineToolRequest(name: form.tool, arguments: "{}")
            }
            guard !value.isEmpty else { return nil }
            return OfflineToolRequest(
                name: form.tool, arguments: JSONValue.object(JSONObject([(key, .string(value))])).text)
        }
        return nil
    }
}
