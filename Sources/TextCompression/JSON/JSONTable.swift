/// Writes JSON with what its records have in common said once: a table for a list of records, bare keys and values
/// elsewhere. Numbers and strings keep their bytes; a string that could be misread keeps its quotes.
///
/// ```
/// [{"id": 7, "at": {"city": "Bonn"}}, {"id": 9, "at": {"city": "Bonn"}}]
///
/// [table; ^ as above]
/// id,at{city}
/// 7,Bonn
/// 9,^
/// ```
struct JSONTable {
    /// How a table begins; a text that begins so is not looked at again.
    static let opening = "[table"
    /// A list with at most this many rows may be shorter on one line.
    private static let fewRows = 6

    let tape: JSONTape
    let shapes: JSONShapes
    var out: [UInt8] = []
    /// The values of the row above, by leaf column.
    private var above: [Int] = []
    private var leaf = 0
    private var isTable = false
    private var saysAbove = false
    private var saysAbsent = false
    private var saysAgain = false
    /// The cells last written that say that a member is not there.
    private var absentRun = 0
    /// The record last written in full for each first cell.
    private var written: [ArraySlice<UInt8>: Int] = [:]

    init(_ tape: JSONTape) {
        self.tape = tape
        shapes = JSONShapes(tape: tape)
        out.reserveCapacity(tape.bytes.count / 2)
    }

    /// The shorter form of a JSON text; nil when the bytes are no JSON or it would not be shorter.
    static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        JSONTape(bytes).flatMap(compressed)
    }

    /// The shorter form of a parsed JSON text; nil when it would not be shorter.
    static func compressed(_ tape: JSONTape) -> [UInt8]? {
        var table = JSONTable(tape)
        table.write(root: tape.root)
        if table.isTable {
            table.title()
            if tape.nodes[tape.root].count <= fewRows {
                var line = JSONTable(tape)
                line.inline(tape.root)
                if line.out.count < table.out.count { table = line }
            }
        }
        return table.out.count < tape.bytes.count ? table.out : nil
    }

    /// Puts the title before the rows, now that it is known which marks they use.
    private mutating func title() {
        let marks =
            (saysAbove ? "; ^ as above" : "") + (saysAgain ? "; ^X the record X above again" : "")
            + (saysAbsent ? "; ~ absent" : "")
        out = Array("\(Self.opening)\(marks)]".utf8) + out
    }

    private mutating func write(root: Int) {
        guard tape.nodes[root].kind == .array, tape.nodes[root].count > 1 else { return inline(root) }
        let rows = tape.elements(of: root)
        let shape = shapes.shape(of: rows)
        guard shape.isShared else { return inline(root) }
        isTable = true
        guard case .record(let fields) = shape else {
            put("\n")
            header(shape)
            for row in rows {
                put("\n")
                shaped(row, shape)
            }
            return
        }
        for field in fields {
            guard let constant = field.constant else { continue }
            put("\nevery row: ")
            key(field.key)
            put(":")
            plain(constant)
        }
        put("\n")
        header(fields.filter { $0.constant == nil })
        for row in rows {
            put("\n")
            leaf = 0
            cells(of: row, fields, isTop: true)
        }
    }

    // MARK: Shapes

    mutating func header(_ shape: JSONShape) {
        switch shape {
        case .plain: break
        case .record(let fields):
            put("{")
            header(fields)
            put("}")
        case .list(let element):
            guard element.isShared else { return }
            put("[")
            header(element)
            put("]")
        }
    }

    mutating func header(_ fields: [JSONShape.Field]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { put(",") }
            key(field.key)
            if let constant = field.constant {
                put("=")
                plain(constant)
            } else {
                header(field.shape)
            }
        }
    }

    /// The cells of a record, whose names stand in the header. A record that every row has needs no braces, and what is
    /// the same in all of them stands in the header.
    private mutating func cells(of record: Int, _ fields: [JSONShape.Field], isTop: Bool) {
        var index = record + 1
        let count = Int(tape.nodes[record].count)
        var isInOrder = true
        var isFirst = true
        for (position, field) in fields.enumerated() {
            var value: Int?
            if isInOrder, position < count, tape.isSame(index, field.key) {
                value = index + 1
                index = Int(tape.nodes[index + 1].next)
            } else {
                isInOrder = false
                if field.constant == nil { value = tape.member(of: record, sameKeyAs: field.key) }
            }
            if field.constant != nil { continue }
            if !isFirst { put(",") }
            isFirst = false
            guard let value else {
                saysAbsent = true
                absentRun += 1
                out.append(TableMark.absent)
                if isTop { _ = replaceAbove(with: 0) }
                continue
            }
            absentRun = 0
            if case .record(let inner) = field.shape, field.isAlways {
                cells(of: value, inner, isTop: isTop)
            } else if isTop {
                leafCell(value, field.shape)
            } else {
                shaped(value, field.shape)
            }
        }
    }

    /// A record of a list, or a word that it is one that was written before: lists of lists repeat what they combine.
    private mutating func element(_ record: Int, _ fields: [JSONShape.Field]) {
        if isTable, let first = fields.first(where: { $0.constant == nil }),
            let name = tape.member(of: record, sameKeyAs: first.key), tape.nodes[name].isName
        {
            let text = tape.text(name)
            if let earlier = written[text], tape.isSame(earlier, record) {
                saysAgain = true
                out.append(TableMark.above)
                return plain(name)
            }
            written[text] = record
        }
        cells(of: record, fields)
    }

    /// The cells of a record on a line with others; members that are not there need no mark at its end.
    mutating func cells(of record: Int, _ fields: [JSONShape.Field]) {
        absentRun = 0
        cells(of: record, fields, isTop: false)
        while absentRun > 0, out.dropLast().last == UInt8(ascii: ",") {
            out.removeLast(2)
            absentRun -= 1
        }
        absentRun = 0
    }

    private mutating func leafCell(_ value: Int, _ shape: JSONShape) {
        let node = tape.nodes[value]
        let previous = replaceAbove(with: value)
        if node.end - node.start >= 4, !isNull(node), tape.isSame(previous, value) {
            saysAbove = true
            return out.append(TableMark.above)
        }
        shaped(value, shape)
    }

    /// Notes what the next leaf column holds in this row; the root, which no cell is the same as, when it has nothing.
    private mutating func replaceAbove(with value: Int) -> Int {
        defer { leaf += 1 }
        guard leaf < above.count else {
            above.append(value)
            return 0
        }
        defer { above[leaf] = value }
        return above[leaf]
    }

    /// A scalar as a cell: null is an empty one.
    mutating func cell(_ value: Int) {
        if !isNull(tape.nodes[value]) { plain(value) }
    }

    private mutating func shaped(_ value: Int, _ shape: JSONShape) {
        let node = tape.nodes[value]
        if isNull(node) { return }
        switch (shape, node.kind) {
        case (.record(let fields), .object):
            put("{")
            cells(of: value, fields)
            put("}")
        case (.list(let element), .array) where element.isShared:
            put("[")
            for (position, item) in tape.elements(of: value).enumerated() {
                if position > 0 { put(";") }
                if case .record(let fields) = element, tape.nodes[item].kind == .object {
                    self.element(item, fields)
                } else {
                    shaped(item, element)
                }
            }
            put("]")
        default: inline(value)
        }
    }

    private func isNull(_ node: JSONTape.Node) -> Bool {
        node.kind == .word && tape.bytes[Int(node.start)] == UInt8(ascii: "n")
    }

    mutating func put(_ text: StaticString) {
        out.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(_ text: String) { out.append(contentsOf: text.utf8) }
}
