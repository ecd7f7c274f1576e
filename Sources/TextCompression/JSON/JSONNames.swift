/// The names that all records of a list have, however they nest: what a tool that is asked again says again.
struct JSONNames {
    /// How the names stand in a list's header.
    let header: [UInt8]
    /// The first of them, which stands for the others.
    let first: [UInt8]

    /// Shorter headers are not worth the words that replace them.
    private static let shortest = 40

    /// Whether the records stand in lists of a list.
    let areNested: Bool

    /// The names of the records of a list, or of a list's lists; nil when it is neither, its records differ in their
    /// names, or hold lists themselves.
    init?(of tape: JSONTape) {
        guard tape.nodes[tape.root].kind == .array else { return nil }
        var records = tape.elements(of: tape.root)
        areNested = !records.isEmpty && records.allSatisfy { tape.nodes[$0].kind == .array }
        if areNested { records = records.flatMap { tape.elements(of: $0) } }
        guard let record = records.first else { return nil }
        var table = JSONTable(tape)
        guard table.names(of: record), table.out.count >= Self.shortest else { return nil }
        let header = table.out
        for other in records.dropFirst() {
            table.out.removeAll(keepingCapacity: true)
            guard table.names(of: other), table.out == header else { return nil }
        }
        self.header = header
        first = Array(header.prefix { $0 != UInt8(ascii: ",") })
    }
}

extension JSONTable {
    /// How a list begins whose names stand elsewhere.
    static let unnamedOpening = "[names as in "

    /// A list of records without the names that another list has.
    static func compressed(_ tape: JSONTape, namedAs names: JSONNames, _ place: Place) -> [UInt8] {
        var table = JSONTable(tape)
        table.put("\(unnamedOpening)\(String(decoding: names.first, as: UTF8.self)),… \(place.rawValue):")
        for (position, record) in tape.elements(of: tape.root).enumerated() {
            if position > 0 { table.put(";") }
            table.values(of: record)
        }
        table.put("]")
        return table.out
    }

    /// Writes the names of a record; false when it is none or holds a list.
    fileprivate mutating func names(of record: Int) -> Bool {
        guard tape.nodes[record].kind == .object, tape.nodes[record].count > 0 else { return false }
        var index = record + 1
        for position in 0..<tape.nodes[record].count {
            if position > 0 { put(",") }
            key(index)
            switch tape.nodes[index + 1].kind {
            case .array: return false
            case .object:
                put("{")
                guard names(of: index + 1) else { return false }
                put("}")
            case .string, .number, .word: break
            }
            index = Int(tape.nodes[index + 1].next)
        }
        return true
    }

    /// Writes the values of a record, nested ones in line with the others.
    private mutating func values(of record: Int) {
        var index = record + 1
        for position in 0..<tape.nodes[record].count {
            if position > 0 { put(",") }
            if tape.nodes[index + 1].kind == .object { values(of: index + 1) } else { cell(index + 1) }
            index = Int(tape.nodes[index + 1].next)
        }
    }
}
