package import ExactJSON

extension SettingsListing {
    /// The listing as YAML that can be used as `farthing.yaml`, with the origins as comments. Ends with a line break.
    package var text: String {
        let lines = rows.map(SettingsListing.line(of:))
        let width = min(60, zip(lines, rows).filter { !$0.1.isSection }.map(\.0.count).max() ?? 0)
        var text = "# \(file ?? "no farthing.yaml found; these are the defaults")\n"
        for (line, row) in zip(lines, rows) {
            text += line
            if !row.isSection {
                let unset = row.value == nil ? "not set" : row.origin.description
                let note = row.summary.isEmpty || row.origin != .standard ? unset : "\(unset): \(row.summary)"
                text += String(repeating: " ", count: max(0, width - line.count)) + "  # \(note)"
            }
            text += "\n"
        }
        text += "# secrets: \(secrets.isEmpty ? "none set" : "never shown")\n"
        for secret in secrets {
            let count = secret.keys.count == 1 ? "1 key" : "\(secret.keys.count) keys"
            text += "#   \(secret.name): set (\(count)), \(secret.place)\n"
        }
        return text
    }

    /// The line of a row without its comment. A setting without a value stands there as a comment.
    private static func line(of row: Row) -> String {
        let indent = String(repeating: "  ", count: row.path.keys.count - 1)
        let key = SettingNode(.scalar(row.path.keys.last ?? "", quoted: false)).flow
        guard !row.isSection else { return "\(indent)\(key):" }
        return row.value.map { "\(indent)\(key): \($0.flow)" } ?? "\(indent)# \(key):"
    }

    /// The listing as JSON: `file`, the nested `settings`, `origins` by path, and `secrets` as counts by name.
    package var json: JSONValue {
        var settings = SettingNode(.map([]))
        var origins = JSONObject()
        for row in rows where !row.isSection {
            guard let value = row.value else { continue }
            settings.set(value, at: row.path.keys)
            origins[row.path.description] = .string(row.origin.description)
        }
        let counts = secrets.map {
            ($0.name, ["keys": JSONValue($0.keys.count), "in": .string($0.place)] as JSONValue)
        }
        return [
            "file": file.map(JSONValue.string) ?? .null, "settings": settings.json, "origins": .object(origins),
            "secrets": .object(JSONObject(counts)),
        ]
    }
}

extension SettingNode {
    /// The node as YAML on one line.
    var flow: String {
        switch content {
        case .null: "null"
        case .scalar(let text, let quoted):
            !quoted && text.isPlainYAML ? text : JSONValue.string(text).text
        case .list(let nodes): "[\(nodes.map(\.flow).joined(separator: ", "))]"
        case .map(let entries):
            "{\(entries.map { "\(SettingNode.text($0.key).flow): \($0.value.flow)" }.joined(separator: ", "))}"
        }
    }
}

extension String {
    /// Whether YAML reads this without quotes as one scalar, also inside a flow list.
    fileprivate var isPlainYAML: Bool {
        guard let first = utf8.first, first.isDigit || first | 0x20 &- 0x61 < 26 || first == UInt8(ascii: "/") else {
            return false
        }
        guard !["null", "~"].contains(lowercased()) else { return false }
        return utf8.allSatisfy { $0.isDigit || $0 | 0x20 &- 0x61 < 26 || "_./-+".utf8.contains($0) }
    }
}
