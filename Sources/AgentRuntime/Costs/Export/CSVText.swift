/// Comma-separated values (RFC 4180).
enum CSVText {
    /// A line with its end. A cell that a spreadsheet would take for a formula is quoted and begins with an
    /// apostrophe, since names in it come from outside.
    static func line(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    private static func cell(_ text: String) -> String {
        var text = text
        // A number may begin with a minus.
        if let first = text.utf8.first, "=+@-\t".utf8.contains(first), Double(text) == nil { text = "'" + text }
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
