/// What a terminal would show: a small model of the xterm family, enough for line editors and coloured text.
///
/// It knows newline, return, backspace, tab, cursor movement, erasing, inserting and deleting, saving the cursor, wrapping
/// at the right margin and scrolling. Colours, titles and modes are read and left out. Feed it bytes in any pieces.
public struct VirtualScreen: Sendable {
    /// Columns of the screen.
    public private(set) var columns: Int
    /// Rows of the screen.
    public private(set) var rows: Int
    /// Where the cursor is, from 0.
    public private(set) var cursor = (row: 0, column: 0)
    /// The output without its control sequences, carriage returns left out.
    public private(set) var plainOutput: [UInt8] = []
    /// Whether the program asked for bracketed paste.
    public private(set) var wantsBracketedPaste = false

    /// Nil is the second half of a wide character.
    private var cells: [[String?]]
    private var scrolledOff: [String] = []
    private var saved = (row: 0, column: 0)
    private var wrapsNext = false
    private var pending: [UInt8] = []
    private static let scrollbackLimit = 10_000

    /// Makes an empty screen.
    public init(columns: Int, rows: Int) {
        self.columns = max(2, columns)
        self.rows = max(1, rows)
        cells = Array(repeating: Array(repeating: " ", count: self.columns), count: self.rows)
    }

    /// The rows on the screen, without spaces at their ends and without the empty rows at the bottom.
    public var text: String {
        var lines = cells.map(Self.line)
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// The same with the rows that have scrolled off the top before it; the last 10,000.
    public var textWithScrollback: String {
        (scrolledOff + [text]).joined(separator: "\n")
    }

    /// The row that the cursor is on, without spaces at its end.
    public var cursorLine: String { Self.line(cells[cursor.row]) }

    /// Changes the size; rows are cut or padded, and nothing is wrapped anew.
    public mutating func resize(columns: Int, rows: Int) {
        let (columns, rows) = (max(2, columns), max(1, rows))
        while cells.count > rows { scroll(removing: cursor.row < rows ? cells.count - 1 : 0) }
        cells = cells.map { Array(($0 + Array(repeating: " ", count: columns)).prefix(columns)) }
        while cells.count < rows { cells.append(Array(repeating: " ", count: columns)) }
        (self.columns, self.rows) = (columns, rows)
        cursor = (min(cursor.row, rows - 1), min(cursor.column, columns - 1))
        wrapsNext = false
    }

    /// Shows what a program wrote.
    public mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending.append(contentsOf: bytes)
        var parser = ControlSequenceParser(bytes: pending)
        while let element = parser.next() { show(element) }
        pending.removeFirst(parser.consumed)
    }

    private mutating func show(_ element: ControlSequenceParser.Element) {
        switch element {
        case .character(let character):
            plainOutput += Array(String(character).utf8)
            put(character)
        case .control(let byte): control(byte)
        case .escape(let byte):
            if byte == UInt8(ascii: "7") { saved = cursor }
            if byte == UInt8(ascii: "8") { move(row: saved.row, column: saved.column) }
            if byte == UInt8(ascii: "M") { move(row: cursor.row - 1, column: cursor.column) }
        case .sequence(let sequence): apply(sequence)
        }
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x08: move(row: cursor.row, column: cursor.column - 1)
        case 0x09: move(row: cursor.row, column: (cursor.column / 8 + 1) * 8)
        case 0x0A:
            plainOutput.append(byte)
            newline()
        case 0x0D: move(row: cursor.row, column: 0)
        default: break
        }
    }

    private mutating func put(_ character: Unicode.Scalar) {
        let width = character.terminalColumns
        if width == 0 {
            let column = max(0, wrapsNext ? cursor.column : cursor.column - 1)
            let base = cells[cursor.row][column] == nil ? max(0, column - 1) : column
            cells[cursor.row][base]?.unicodeScalars.append(character)
            return
        }
        if wrapsNext || cursor.column + width > columns {
            newline()
            cursor.column = 0
        }
        wrapsNext = false
        cells[cursor.row][cursor.column] = String(character)
        if width == 2 { cells[cursor.row][cursor.column + 1] = nil }
        if cursor.column + width >= columns {
            cursor.column = columns - 1
            wrapsNext = true
        } else {
            cursor.column += width
        }
    }

    private mutating func newline() {
        wrapsNext = false
        if cursor.row + 1 < rows {
            cursor.row += 1
        } else {
            scroll(removing: 0)
            cells.append(Array(repeating: " ", count: columns))
        }
    }

    private mutating func scroll(removing row: Int) {
        let line = Self.line(cells.remove(at: row))
        guard row == 0 else { return }
        scrolledOff.append(line)
        if scrolledOff.count > Self.scrollbackLimit { scrolledOff.removeFirst() }
    }

    private mutating func move(row: Int, column: Int) {
        cursor = (min(max(0, row), rows - 1), min(max(0, column), columns - 1))
        wrapsNext = false
    }

    private mutating func apply(_ sequence: ControlSequenceParser.Sequence) {
        let count = max(1, sequence.parameter(0) ?? 1)
        let (row, column) = (cursor.row, cursor.column)
        switch sequence.final {
        case UInt8(ascii: "A"): move(row: row - count, column: column)
        case UInt8(ascii: "B"): move(row: row + count, column: column)
        case UInt8(ascii: "C"): move(row: row, column: column + count)
        case UInt8(ascii: "D"): move(row: row, column: column - count)
        case UInt8(ascii: "G"): move(row: row, column: count - 1)
        case UInt8(ascii: "d"): move(row: count - 1, column: column)
        case UInt8(ascii: "H"), UInt8(ascii: "f"): move(row: count - 1, column: max(1, sequence.parameter(1) ?? 1) - 1)
        case UInt8(ascii: "J"): eraseScreen(sequence.parameter(0) ?? 0)
        case UInt8(ascii: "K"): eraseLine(sequence.parameter(0) ?? 0)
        case UInt8(ascii: "P"): change { $0.removeSubrange(column..<min($0.count, column + count)) }
        case UInt8(ascii: "@"): change { $0.insert(contentsOf: Array(repeating: " ", count: count), at: column) }
        case UInt8(ascii: "X"): erase(row, column..<min(columns, column + count))
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            if sequence.parameters == Array("?2004".utf8) { wantsBracketedPaste = sequence.final == UInt8(ascii: "h") }
        default: break
        }
    }

    private mutating func change(_ edit: (inout [String?]) -> Void) {
        edit(&cells[cursor.row])
        cells[cursor.row] = Array((cells[cursor.row] + Array(repeating: " ", count: columns)).prefix(columns))
    }

    private mutating func eraseScreen(_ part: Int) {
        eraseLine(part)
        let others = part == 0 ? cursor.row + 1..<rows : part == 1 ? 0..<cursor.row : 0..<rows
        for row in others { erase(row, 0..<columns) }
    }

    private mutating func eraseLine(_ part: Int) {
        erase(cursor.row, part == 0 ? cursor.column..<columns : part == 1 ? 0..<cursor.column + 1 : 0..<columns)
    }

    private mutating func erase(_ row: Int, _ range: Range<Int>) {
        for column in range { cells[row][column] = " " }
    }

    private static func line(_ cells: [String?]) -> String {
        var line = cells.compactMap(\.self).joined()
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension Unicode.Scalar {
    /// Columns of a terminal, roughly: marks 0, the East Asian and emoji blocks 2, all else 1.
    fileprivate var terminalColumns: Int {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default:
            switch properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return 0
            default: return 1
            }
        }
    }
}
