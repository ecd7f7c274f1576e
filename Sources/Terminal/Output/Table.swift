/// Rows of text in aligned columns.
///
/// Widths are display widths, so that CJK and combining characters line up. Cells are sanitised and newlines in them
/// become spaces. A table wider than the limit has its widest left-aligned columns cut, with "…".
package struct Table: Sendable {
    /// One column: its heading and the side its cells stand at.
    package struct Column: Sendable {
        package enum Alignment: Sendable {
            case left
            case right
        }

        package let title: String
        package let alignment: Alignment

        package init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }

        /// A column of numbers, which stand at the right.
        package static func number(_ title: String) -> Column { Column(title, .right) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []
    private static let gap = "  "
    private static let narrowest = 4

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row. Missing cells are empty; there must not be more cells than columns.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count <= columns.count, "A row has more cells than the table has columns.")
        let clean = cells.map { TextSanitizer.sanitized($0).split(separator: "\n").joined(separator: " ") }
        rows.append(clean + Array(repeating: "", count: columns.count - cells.count))
    }

    /// Returns the table, one line a row with a newline each, headings in bold.
    ///
    /// - Parameter width: columns available, or nil (piped output) for no limit.
    package func rendered(width: Int?, palette: Palette) -> String {
        let titles = columns.map(\.title)
        var widths = columns.indices.map { column in
            rows.reduce(titles[column].displayWidth) { max($0, $1[column].displayWidth) }
        }
        if let width { shrink(&widths, to: width) }
        var text = line(titles, widths) { palette.apply(.bold, to: $0) }
        for row in rows { text += line(row, widths) { $0 } }
        return text
    }

    private func shrink(_ widths: inout [Int], to limit: Int) {
        var excess = widths.reduce(0, +) + Self.gap.count * max(0, widths.count - 1) - limit
        while excess > 0 {
            let candidates = widths.indices.filter { columns[$0].alignment == .left && widths[$0] > Self.narrowest }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { return }
            let second = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.narrowest
            let cut = max(1, min(excess, widths[widest] - max(second, Self.narrowest)))
            widths[widest] -= cut
            excess -= cut
        }
    }

    private func line(_ cells: [String], _ widths: [Int], style: (String) -> String) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            let shown = cell.truncated(toColumns: widths[column])
            let padding = String(repeating: " ", count: widths[column] - shown.displayWidth)
            if column > 0 { text += Self.gap }
            switch columns[column].alignment {
            case .right: text += padding + style(shown)
            case .left: text += style(shown) + (column == cells.count - 1 ? "" : padding)
            }
        }
        while text.last == " " { text.removeLast() }
        return text + "\n"
    }
}
